import type { PlatformRuleBreak } from '../../domain/platform.ts';
import type { AuditConfig, AuditSinkConfig } from './config.ts';

/** A sink with what its files hold. */
export type CompiledSink =
  | { readonly kind: 'stdout' }
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'otlp';
      readonly endpoint: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly authorities: Buffer | undefined;
    };

export interface CompiledAudit {
  readonly sinks: readonly CompiledSink[];
  readonly whenFailing: AuditConfig['whenFailing'];
}

type Contents = ReadonlyMap<string, Buffer>;

/** What becomes of a config with a policy that says nothing of audit. */
const usual: AuditConfig = { sinks: [{ kind: 'stdout' }], whenFailing: 'continue' };

/** Takes a config in which `auditBreaks` has found nothing. */
export function compileAudit(
  { audit, access }: { audit?: AuditConfig | undefined; access?: unknown },
  contents: Contents,
): CompiledAudit | undefined {
  const config = audit ?? (access === undefined ? undefined : usual);
  return config && { sinks: config.sinks.map((sink) => compileSink(sink, contents)), whenFailing: config.whenFailing };
}

function compileSink(sink: AuditSinkConfig, contents: Contents): CompiledSink {
  if (sink.kind !== 'otlp') return sink;
  const { kind, endpoint, headersFile, authorities } = sink;
  const headers = headersFile === undefined ? undefined : contents.get(headersFile);
  return {
    kind,
    endpoint: /\/v1\/logs\/?$/.test(endpoint) ? endpoint : `${endpoint.replace(/\/+$/, '')}/v1/logs`,
    headers: Object.fromEntries(headers === undefined ? [] : (headerLines(headers) ?? [])),
    authorities: authorities === undefined ? undefined : contents.get(authorities),
  };
}

/** What `spec.audit` may get wrong although every field has its shape; `contents` of files that were not read are left out. */
export function auditBreaks({ sinks }: AuditConfig, contents: Contents, isDevelopment: boolean): PlatformRuleBreak[] {
  const names = sinks.map(sinkName);
  return sinks.flatMap((sink, index) => [
    ...(names.indexOf(sinkName(sink)) < index ? [{ path: ['sinks', index], message: `${sinkName(sink)} stands twice` }] : []),
    ...(sink.kind === 'otlp'
      ? otlpBreaks(sink, { contents, isDevelopment }).map(({ path, message }) => ({ path: ['sinks', index, ...path], message }))
      : []),
  ]);
}

type NamedSink = { kind: 'stdout' } | { kind: 'file'; path: string } | { kind: 'otlp'; endpoint: string };

/** One to a config. */
export function sinkName(sink: NamedSink): string {
  if (sink.kind === 'stdout') return 'stdout';
  return sink.kind === 'file' ? sink.path : sink.endpoint;
}

function otlpBreaks(
  { endpoint, headersFile, authorities }: Extract<AuditSinkConfig, { kind: 'otlp' }>,
  { contents, isDevelopment }: { contents: Contents; isDevelopment: boolean },
): PlatformRuleBreak[] {
  const headers = headersFile === undefined ? undefined : contents.get(headersFile);
  const isPlain = new URL(endpoint).protocol === 'http:';
  return [
    ...(isPlain && authorities !== undefined ? [{ path: ['authorities'], message: `is for https, and ${endpoint} is http` }] : []),
    ...(isPlain && headersFile !== undefined && !isDevelopment
      ? [{ path: ['endpoint'], message: `is http, over which headersFile would be sent in clear; write https` }]
      : []),
    ...(headers !== undefined && headerLines(headers) === undefined
      ? [{ path: ['headersFile'], message: `${headersFile} has to hold headers, \`Name: value\` on a line each` }]
      : []),
  ];
}

const headerLine = /^(?<name>[\w!#$%&'*+.^`|~-]+):[ \t]*(?<value>[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)[ \t]*$/;

/** Empty lines and comments are passed over. `undefined`: one of the others is no header. */
function headerLines(bytes: Buffer): [name: string, value: string][] | undefined {
  const lines = bytes
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const read = lines.map((line) => headerLine.exec(line)?.groups);
  if (read.length === 0 || read.includes(undefined)) return undefined;
  return read.map((groups) => [(groups?.['name'] ?? '').toLowerCase(), groups?.['value'] ?? '']);
}
