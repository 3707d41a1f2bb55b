import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { PlatformRuleBreak } from '../../domain/platform.ts';
import type { ProxyConfig } from './config.ts';

type Contents = ReadonlyMap<string, Buffer>;
type Path = (string | number)[];

/** What certificates, keys and API keys hold that no connection could be made with. Files that were not read are left out. */
export function credentialFileBreaks(
  { listen, identities, upstreams, audit, codec, rateLimits }: ProxyConfig,
  contents: Contents,
): PlatformRuleBreak[] {
  const store = rateLimits.store.kind === 'redis' ? rateLimits.store : undefined;
  const found = [
    ...authorityBreaks(['listen', 'tls', 'clientAuthorities'], listen.tls?.clientAuthorities, contents),
    ...pairBreaks(['listen', 'tls'], listen.tls, contents),
    ...authorityBreaks(['codec', 'tls', 'clientAuthorities'], codec?.tls?.clientAuthorities, contents),
    ...pairBreaks(['codec', 'tls'], codec?.tls, contents),
    ...identities.flatMap((source, index) =>
      authorityBreaks(['identities', index, 'jwksAuthorities'], 'jwksAuthorities' in source ? source.jwksAuthorities : undefined, contents),
    ),
    ...upstreams.flatMap(({ tls, apiKeyFile }, index) => [
      ...authorityBreaks(['upstreams', index, 'tls', 'authorities'], tls?.authorities, contents),
      ...pairBreaks(['upstreams', index, 'tls'], tls, contents),
      ...lineBreaks(['upstreams', index, 'apiKeyFile'], { file: apiKeyFile, what: 'the API key' }, contents),
    ]),
    ...authorityBreaks(['rateLimits', 'store', 'authorities'], store?.authorities, contents),
    ...lineBreaks(['rateLimits', 'store', 'passwordFile'], { file: store?.passwordFile, what: 'the password' }, contents),
    ...(audit?.sinks ?? []).flatMap((sink, index) =>
      authorityBreaks(['audit', 'sinks', index, 'authorities'], sink.kind === 'otlp' ? sink.authorities : undefined, contents),
    ),
  ];
  return found.map(({ path, message }) => ({ path: ['spec', ...path], message }));
}

/** The secret in a file, without the line end that editors put after it. */
export function lineIn(bytes: Buffer): string {
  return bytes.toString('utf8').trim();
}

function authorityBreaks(path: Path, file: string | undefined, contents: Contents): PlatformRuleBreak[] {
  const pem = file === undefined ? undefined : contents.get(file);
  if (pem === undefined) return [];
  const blocks = pem.toString('latin1').match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  const isReadable = blocks.length > 0 && blocks.every((block) => certificateOf(block) !== undefined);
  return isReadable ? [] : [{ path, message: `${file} holds no readable certificate; it has to be PEM` }];
}

interface Pair {
  certificate?: string | undefined;
  key?: string | undefined;
}

function pairBreaks(path: Path, { certificate, key }: Pair = {}, contents: Contents): PlatformRuleBreak[] {
  const [certificatePem, keyPem] = [contents.get(certificate ?? ''), contents.get(key ?? '')];
  if (certificatePem === undefined || keyPem === undefined) return [];
  const [readCertificate, readKey] = [certificateOf(certificatePem), keyOf(keyPem)];
  if (readCertificate === undefined) {
    return [{ path: [...path, 'certificate'], message: `${certificate} holds no readable certificate; it has to be PEM` }];
  }
  if (readKey === undefined) {
    return [{ path: [...path, 'key'], message: `${key} holds no readable private key; it has to be PEM, without a passphrase` }];
  }
  return readCertificate.checkPrivateKey(readKey) ? [] : [{ path: [...path, 'key'], message: `${key} is not the key of ${certificate}` }];
}

function lineBreaks(path: Path, { file, what }: { file: string | undefined; what: string }, contents: Contents): PlatformRuleBreak[] {
  const bytes = file === undefined ? undefined : contents.get(file);
  if (bytes === undefined || /^[\x21-\x7e]+$/.test(lineIn(bytes))) return [];
  return [{ path, message: `${file} has to hold one line, ${what}` }];
}

function certificateOf(pem: Buffer | string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function keyOf(pem: Buffer): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
