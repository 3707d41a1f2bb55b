import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificates {
  /** PEM file of the authority. */
  authority: string;
  key: Buffer;
  certificate: Buffer;
}

/** An authority of our own, and what it vouches for: a server on 127.0.0.1 and localhost. */
export function makeCertificates(folder: string): Certificates {
  const at = (name: string) => join(folder, name);
  const key = (path: string) => openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', path);
  key(at('ca.key'));
  openssl('req', '-x509', '-new', '-key', at('ca.key'), '-subj', '/CN=test authority', '-days', '2', '-out', at('ca.crt'));
  key(at('server.key'));
  openssl('req', '-new', '-key', at('server.key'), '-subj', '/CN=localhost', '-out', at('server.csr'));
  writeFileSync(at('server.ext'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  const signing = ['-CA', at('ca.crt'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '2', '-extfile', at('server.ext')];
  openssl('x509', '-req', '-in', at('server.csr'), ...signing, '-out', at('server.crt'));
  return { authority: at('ca.crt'), key: readFileSync(at('server.key')), certificate: readFileSync(at('server.crt')) };
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
