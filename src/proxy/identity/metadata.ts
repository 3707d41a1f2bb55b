import { grpcStatus, reject, type Rejection } from '../rejection.ts';
import type { Headers } from '../transport/transport.ts';

export type MetadataOutcome = { readonly kind: 'metadata'; readonly metadata: Record<string, string> } | Rejection;

export const namespaceHeader = 'temporal-namespace';

/**
 * What goes on to Temporal. Sources: `common/headers` of the server (1.29), `protometa.request_header` of the API (1.63),
 * the interceptors of the Go, TypeScript and Core SDKs and of the CLI.
 *
 * - `client-*`, `supported-server-versions`, `supported-features`: the server refuses clients that are too old by them,
 *   and leaves out what a client does not know.
 * - `temporal-resource-id`: an id from the message itself, by which a server of several cells routes.
 * - `traceparent`, `tracestate`: so that a trace does not end here. Not `baggage`: it holds what applications put in it.
 *
 * All else stays here, known or not: `authorization`, `authorization-extras`, cookies and `proxy-*` are the caller's
 * credentials; `caller-name`, `caller-type` and `call-initiation` would buy it the server's highest priority (see
 * `backfillMetadata` for the lowest); `temporal-principal-*` would be written into histories as the author; `xdc-*` steers replication; `forwarded` and alike
 * say nothing true behind a proxy; the transport has its own `user-agent`, `te`, `grpc-*` and `content-*`.
 */
const allowed = [
  'client-name',
  'client-version',
  'supported-server-versions',
  'supported-features',
  'temporal-resource-id',
  'traceparent',
  'tracestate',
] as const;

const otherNamespace = reject(grpcStatus.invalidArgument, 'namespace-header', {
  message: 'the temporal-namespace header names another namespace than the message; leave the header to the SDK',
});

/** The server's lowest priority, in its history service and before its database; one that does not know the word takes the call as any other. */
export const backfillMetadata = { 'caller-type': 'preemptable' } as const;

/**
 * `namespace` is the one the message names. Temporal Cloud finds a call's cell by the header, so it is there whether the
 * caller sent it or not; absent, it is dropped.
 */
export function upstreamMetadata(
  headers: Headers,
  { namespace }: { namespace?: { readonly logical: string; readonly physical: string } | undefined },
): MetadataOutcome {
  const metadata: Record<string, string> = {};
  for (const name of allowed) {
    const value = headers[name];
    if (typeof value === 'string') metadata[name] = value;
    // The server takes the first of several.
    else if (value?.[0] !== undefined) metadata[name] = value[0];
  }
  if (namespace === undefined) return { kind: 'metadata', metadata };
  const named = headers[namespaceHeader];
  if (named !== undefined && named !== namespace.logical) return otherNamespace;
  metadata[namespaceHeader] = namespace.physical;
  return { kind: 'metadata', metadata };
}
