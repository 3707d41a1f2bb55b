import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CertificateAndKey {
  certificate: Buffer;
  key: Buffer;
}

export interface Authority extends CertificateAndKey {
  /** `/O=acme/CN=a`, in the order and escaping of openssl; `names` as in its configuration: `URI:spiffe://…,DNS:a`. */
  issue(subject: string, options?: { names?: string; usage?: 'clientAuth' | 'serverAuth' }): CertificateAndKey;
}

/** A certificate authority made by openssl in a folder; what it issues lasts a day. */
export function makeAuthority(folder: string, name: string): Authority {
  const at = (file: string) => join(folder, `${name}-${file}`);
  let issued = 0;
  makeKey(at('ca.key'));
  openssl('req', '-x509', '-new', '-key', at('ca.key'), '-subj', `/CN=${name}`, '-days', '1', '-out', at('ca.crt'));
  return {
    certificate: readFileSync(at('ca.crt')),
    key: readFileSync(at('ca.key')),
    issue(subject, { names, usage = 'clientAuth' } = {}) {
      issued += 1;
      const [key, request, extensions, certificate] = ['key', 'csr', 'ext', 'crt'].map((kind) => at(`${issued}.${kind}`)) as [
        string,
        string,
        string,
        string,
      ];
      makeKey(key);
      openssl('req', '-new', '-multivalue-rdn', '-key', key, '-subj', subject, '-out', request);
      writeFileSync(extensions, `extendedKeyUsage=${usage}\n${names === undefined ? '' : `subjectAltName=${names}\n`}`);
      const signing = ['-CA', at('ca.crt'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '1', '-extfile', extensions];
      openssl('x509', '-req', '-in', request, ...signing, '-out', certificate);
      return { certificate: readFileSync(certificate), key: readFileSync(key) };
    },
  };
}

function makeKey(path: string): void {
  openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', path);
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
