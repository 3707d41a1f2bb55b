import { resolve } from 'node:path';
import type { ProxyConfig } from './config.ts';

/** A field that names a file. */
export interface FileField {
  /** Keys below `spec`. */
  readonly path: readonly (string | number)[];
  /** As it is written, or absolute once it is resolved. */
  readonly file: string;
}

type NamedFile = [path: (string | number)[], file: string | undefined];

/** Every file a proxy config names but for the platform file and the key ring, which their own readers read. */
export function fileFields({ listen, identities, upstreams, audit, codec, rateLimits }: ProxyConfig): FileField[] {
  const named: NamedFile[] = [
    ...doorFields(['listen', 'tls'], listen.tls),
    ...doorFields(['codec', 'tls'], codec?.tls),
    ...identities.flatMap((source, index): NamedFile[] => [
      [['identities', index, 'jwksAuthorities'], 'jwksAuthorities' in source ? source.jwksAuthorities : undefined],
      [['identities', index, 'jwksToken'], 'jwksToken' in source ? source.jwksToken : undefined],
    ]),
    ...upstreams.flatMap(({ tls, apiKeyFile }, index): NamedFile[] => [
      [['upstreams', index, 'tls', 'authorities'], tls?.authorities],
      [['upstreams', index, 'tls', 'certificate'], tls?.certificate],
      [['upstreams', index, 'tls', 'key'], tls?.key],
      [['upstreams', index, 'apiKeyFile'], apiKeyFile],
    ]),
    ...storeFields(rateLimits),
    ...sinkFields(audit),
  ];
  return named.flatMap(([path, file]) => (file === undefined ? [] : [{ path, file }]));
}

/** Of where callers connect. */
function doorFields(path: string[], tls: ProxyConfig['listen']['tls']): NamedFile[] {
  return (['certificate', 'key', 'clientAuthorities'] as const).map((field) => [[...path, field], tls?.[field]]);
}

function storeFields({ store }: ProxyConfig['rateLimits']): NamedFile[] {
  if (store.kind !== 'redis') return [];
  return [
    [['rateLimits', 'store', 'passwordFile'], store.passwordFile],
    [['rateLimits', 'store', 'authorities'], store.authorities],
  ];
}

function sinkFields(audit: ProxyConfig['audit']): NamedFile[] {
  return (audit?.sinks ?? []).flatMap((sink, index): NamedFile[] => {
    if (sink.kind !== 'otlp') return [];
    return [
      [['audit', 'sinks', index, 'headersFile'], sink.headersFile],
      [['audit', 'sinks', index, 'authorities'], sink.authorities],
    ];
  });
}

/** The same config with every path absolute; relative ones begin at the folder of the config file. */
export function withAbsolutePaths(config: ProxyConfig, folder: string): ProxyConfig {
  const copy = structuredClone(config);
  for (const { path, file } of fileFields(copy)) put(copy, path, resolve(folder, file));
  copy.platform = resolve(folder, copy.platform);
  if (copy.access !== undefined) {
    copy.access.documents = copy.access.documents.map((file) => resolve(folder, file));
    if (copy.access.revocations !== undefined) copy.access.revocations = resolve(folder, copy.access.revocations);
  }
  for (const sink of copy.audit?.sinks ?? []) if (sink.kind === 'file') sink.path = resolve(folder, sink.path);
  if (copy.keys !== undefined) copy.keys.ring = resolve(folder, copy.keys.ring);
  return copy;
}

function put(tree: unknown, path: readonly (string | number)[], value: string): void {
  const [first = '', ...rest] = path;
  const node = tree as Record<string | number, unknown>;
  if (rest.length === 0) node[first] = value;
  else put(node[first], rest, value);
}
