import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import { grpcStatus } from '../rejection.ts';
import type { Connection } from './connection.ts';
import { formatGrpcTimeout } from './grpc-timeout.ts';
import type { Headers, UpstreamRequest } from './transport.ts';

export const noMetadata: Headers = {};

/** What goes out: the pool's own, the caller's metadata, and the proxy's credentials over anything of that name. */
export function headersOf(
  { authority, scheme }: Connection,
  { path, metadata, deadline }: UpstreamRequest,
  authorization: string | undefined,
): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {
    ':method': 'POST',
    ':scheme': scheme,
    ':authority': authority,
    ':path': path,
    te: 'trailers',
    'content-type': 'application/grpc',
    'user-agent': 'temporal-platform-proxy',
    // gzip is read if it comes, not asked for: sealed payloads do not shrink.
    'grpc-accept-encoding': 'identity',
  };
  for (const name in metadata) headers[name] = metadata[name] as string | string[];
  if (deadline !== undefined) headers['grpc-timeout'] = formatGrpcTimeout(deadline - Date.now());
  if (authorization !== undefined) headers['authorization'] = authorization;
  return headers;
}

/** All but what belongs to HTTP and to gRPC itself. */
export function metadataOf(headers: IncomingHttpHeaders): Headers {
  let kept: Record<string, string | string[] | undefined> | undefined;
  for (const name in headers) {
    if (isOwn(name)) continue;
    kept ??= {};
    kept[name] = headers[name];
  }
  return kept ?? noMetadata;
}

function isOwn(name: string): boolean {
  if (name.startsWith('grpc-')) return name !== 'grpc-status-details-bin';
  return (
    name.startsWith(':') ||
    name === 'content-type' ||
    name === 'content-length' ||
    name === 'date' ||
    name === 'server' ||
    name === 'trailer'
  );
}

export function isGrpc(headers: IncomingHttpHeaders): boolean {
  return headers['content-type']?.startsWith('application/grpc') === true;
}

export function statusOf(trailers: IncomingHttpHeaders): number | undefined {
  const text = trailers['grpc-status'];
  if (typeof text !== 'string') return undefined;
  return /^\d{1,3}$/.test(text) ? Number(text) : grpcStatus.unknown;
}
