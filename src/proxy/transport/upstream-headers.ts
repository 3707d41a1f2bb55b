import { grpcStatus } from '../rejection.ts';
import type { Connection } from './connection.ts';
import { formatGrpcTimeout } from './grpc-timeout.ts';
import type { HeaderFields } from './h2/hpack-decoder.ts';
import type { Headers, UpstreamRequest } from './transport.ts';

export const noMetadata: Headers = {};

/** What goes out: the pool's own, the caller's metadata, and the proxy's credentials over anything of that name. */
export function headersOf(
  { authority, scheme }: Connection,
  { path, metadata, deadline }: UpstreamRequest,
  authorization: string | undefined,
): [string, string][] {
  const fields: [string, string][] = [
    [':method', 'POST'],
    [':scheme', scheme],
    [':authority', authority],
    [':path', path],
    ['te', 'trailers'],
    ['content-type', 'application/grpc'],
    // gzip is read if it comes, not asked for: sealed payloads do not shrink.
    ['grpc-accept-encoding', 'identity'],
  ];
  if (deadline !== undefined) fields.push(['grpc-timeout', formatGrpcTimeout(deadline - performance.now())]);
  if (authorization !== undefined) fields.push(['authorization', authorization]);
  if (metadata['user-agent'] === undefined) fields.push(['user-agent', 'temporal-platform-proxy']);
  for (const name in metadata) {
    const value = metadata[name];
    if (typeof value === 'string') {
      if (!ours.has(name)) fields.push([name, value]);
    } else for (const one of value ?? []) fields.push([name, one]);
  }
  return fields;
}

const ours: ReadonlySet<string> = new Set([
  'te',
  'content-type',
  'grpc-accept-encoding',
  'grpc-encoding',
  'grpc-timeout',
  'authorization',
  'host',
  'connection',
]);

/** Of HTTP, of one connection or of one body. HTTP/2 has no use for most of them, and Node throws on those. */
const ofHttp: ReadonlySet<string> = new Set([
  'content-type',
  'content-length',
  'date',
  'server',
  'trailer',
  'te',
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

/** All but what belongs to HTTP and to gRPC itself. */
export function metadataOf(headers: HeaderFields): Headers {
  let kept: Record<string, string> | undefined;
  for (const name in headers) {
    if (isOwn(name)) continue;
    kept ??= {};
    kept[name] = headers[name]!;
  }
  return kept ?? noMetadata;
}

function isOwn(name: string): boolean {
  if (name.startsWith('grpc-')) return name !== 'grpc-status-details-bin';
  return name.startsWith(':') || ofHttp.has(name);
}

export function isGrpc(headers: HeaderFields): boolean {
  return headers['content-type']?.startsWith('application/grpc') === true;
}

export function statusOf(trailers: HeaderFields): number | undefined {
  const text = trailers['grpc-status'];
  if (typeof text !== 'string') return undefined;
  return /^\d{1,3}$/.test(text) ? Number(text) : grpcStatus.unknown;
}
