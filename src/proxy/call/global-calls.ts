import { createHash } from 'node:crypto';
import { namespaceHeader, upstreamMetadata } from '../identity/metadata.ts';
import { grpcStatus, reject, type Rejection } from '../rejection.ts';
import type { Route } from '../routing/route.ts';
import type { Headers, Upstream, UpstreamOutcome } from '../transport/transport.ts';
import type { Method } from '../wire/methods.ts';
import { openResponse } from '../wire/open-response.ts';
import { allReadable } from '../wire/rewriting.ts';
import type { Conversation } from './conversation.ts';
import type { TakenCall } from './taken-call.ts';
import { visibleNamespaces } from './visible-namespaces.ts';

/** `cached`: the same for everyone, asked once a minute. `filtered`: cut down to what the caller may use. */
export type GlobalCall = 'cached' | 'filtered';

const answered: Readonly<Record<string, GlobalCall>> = {
  GetSystemInfo: 'cached',
  GetClusterInfo: 'cached',
  ListNamespaces: 'filtered',
};

const ofThePlatform = reject(grpcStatus.permissionDenied, 'platform-only', {
  message: 'Only the platform may call this: namespaces, clusters and Nexus endpoints are made from config.',
});
const withoutNamespace = reject(grpcStatus.unimplemented, 'no-namespace', {
  message: 'This method names no namespace, so the proxy cannot tell whose data it is about. Use the one that takes a namespace.',
});

const unreadable = reject(grpcStatus.internal, 'response-malformed', { message: "Temporal's list of namespaces cannot be read." });

/** Archives and replicas are named by them: they could take data out of its zone, past every rule of the config. */
const settingsOfNamespaces: ReadonlySet<string> = new Set(['UpdateNamespace', 'DeprecateNamespace']);

/** What becomes of a call that is about no namespace, or about one as a whole; `undefined` for all that are about what is in one. */
export function globalCallOf({ name, actions, namespaceField }: Method): GlobalCall | Rejection | undefined {
  if (actions.includes('platform') || settingsOfNamespaces.has(name)) return ofThePlatform;
  if (namespaceField !== undefined) return undefined;
  return answered[name] ?? withoutNamespace;
}

type GlobalTaken = TakenCall & { readonly global: GlobalCall };

/** Milliseconds that what a cluster says of itself, and which namespaces it has, is good for: no caller is limited here, and none need be. */
const freshness: Readonly<Record<GlobalCall, number>> = { cached: 60_000, filtered: 5_000 };
/** Answers that are kept of an upstream; pages of a list differ by what is asked. */
const mostKept = 100;
interface Kept {
  readonly message: Buffer;
  readonly until: number;
}
const kept = new WeakMap<Upstream, Map<string, Kept>>();

/** Answers by what the cluster of the caller's place says: from memory, or without the namespaces that are not the caller's. */
export function answerGlobally(conversation: Conversation, taken: GlobalTaken): void {
  const { call, snapshot } = conversation;
  const name = snapshot.routes.upstreamOf(taken.identity);
  if (typeof name === 'object') return conversation.reject(name);
  const upstream = snapshot.upstreams.get(name)!;
  const memory = kept.get(upstream)?.get(keyOf(conversation, taken));
  if (memory !== undefined && memory.until > Date.now()) return answerWith(conversation, taken, memory.message);
  const outcome = upstreamMetadata(call.headers, { namespace: undefined });
  if (outcome.kind === 'rejected') return conversation.reject(outcome);
  const metadata = { ...outcome.metadata, ...headerOf(snapshot.routes.of(taken.identity)[0]) };
  const request = { path: call.path, metadata, message: taken.message, deadline: call.deadline };
  const upstreamCall = upstream.call(request, (got) => conversation.guarded(() => receive(conversation, { ...taken, upstream }, got)));
  conversation.goesUpstream(upstreamCall, false);
}

/** Temporal Cloud wants to know a namespace even here; any of the caller's will do. */
function headerOf(route: Route | undefined): Headers {
  return route === undefined ? {} : { [namespaceHeader]: route.physical };
}

function receive(conversation: Conversation, taken: GlobalTaken & { upstream: Upstream }, outcome: UpstreamOutcome): void {
  if (outcome.kind === 'reset') return conversation.reset(outcome.code);
  if (outcome.kind === 'rejected') return conversation.reject(outcome);
  const { status, statusMessage, message } = outcome;
  if (message === undefined) return conversation.answer({ status, ...(statusMessage === undefined ? {} : { statusMessage }) });
  const answers = kept.get(taken.upstream) ?? new Map<string, Kept>();
  if (answers.size >= mostKept) answers.clear();
  kept.set(taken.upstream, answers.set(keyOf(conversation, taken), { message, until: Date.now() + freshness[taken.global] }));
  answerWith(conversation, taken, message);
}

function keyOf({ call }: Conversation, { global, message }: GlobalTaken): string {
  return global === 'cached' ? call.path : `${call.path} ${createHash('sha256').update(message).digest('base64')}`;
}

function answerWith(conversation: Conversation, taken: GlobalTaken, message: Buffer): void {
  if (taken.global === 'filtered') answerFiltered(conversation, taken, message);
  else conversation.answer({ status: grpcStatus.ok, message });
}

/** Pages stay Temporal's: one may come out empty, and its token still leads on. */
function answerFiltered(conversation: Conversation, { method, identity }: TakenCall, message: Buffer): void {
  const { routes } = conversation.snapshot;
  const logicalNames = new Map(routes.of(identity).map(({ physical, logical }) => [physical, logical]));
  const visible = visibleNamespaces(message, (physical) => logicalNames.has(physical));
  if (visible === undefined) return conversation.reject(unreadable);
  const outcome = openResponse(visible, method.response, {
    keys: undefined,
    toLogical: (physical) => logicalNames.get(physical) ?? physical,
    readable: allReadable,
  });
  if (outcome.kind !== 'rewritten') return conversation.reject(unreadable);
  conversation.answer({ status: grpcStatus.ok, message: outcome.bytes });
}
