import type { Allowed } from '../authorize/access.ts';
import { readsInPart } from '../authorize/readable.ts';
import { upstreamMetadata } from '../identity/metadata.ts';
import { grpcStatus, reject, tooLarge, type Rejection } from '../rejection.ts';
import type { Route } from '../routing/route.ts';
import type { Headers, Upstream, UpstreamOutcome, UpstreamResponse } from '../transport/transport.ts';
import type { Method } from '../wire/methods.ts';
import { sealRequest } from '../wire/seal-request.ts';
import { emptyPoll } from '../wire/task-failures.ts';
import { isSet, withoutFields } from '../wire/top-level.ts';
import { admitCall } from './admit-call.ts';
import { refusedRequest, sealedPayload, withoutKeys } from './answers.ts';
import { contextsOf, type Contexts } from './contexts.ts';
import type { Conversation } from './conversation.ts';
import { foreignTaskIn } from './foreign-task.ts';
import { giveBackTasks } from './give-back-tasks.ts';
import { holdForKeys, noteStarved } from './hold-for-keys.ts';
import { openAnswer } from './open-answer.ts';
import { rewriteWithKeys } from './rewrite-with-keys.ts';
import { routeOf } from './route-of.ts';
import type { PlacedCall, TakenCall } from './taken-call.ts';
import { wantedPayloads, type WantedPayloads } from './wanted-payloads.ts';

interface RoutedCall {
  readonly method: Method;
  readonly route: Route;
  readonly contexts: Contexts;
  readonly upstream: Upstream;
  /** For Temporal: by allow-list, and with the physical namespace. */
  readonly metadata: Headers;
  /** Temporal may hold it until something happens, so its time is no latency. */
  readonly mayWait: boolean;
  readonly decision: Allowed;
  readonly wanted: WantedPayloads;
  /** Whether it may hold ciphertext. */
  readonly mayCopy: boolean;
}

/** Routes a call by the namespace its message names, asks who may make it and how much, and sends it on. */
export function forwardInNamespace(conversation: Conversation, { method, identity, message }: TakenCall): void {
  const { snapshot, call } = conversation;
  const route = routeOf(method, message, { identity, routes: snapshot.routes });
  if (route.kind === 'rejected') return conversation.reject(route);
  conversation.route = route;
  const outcome = upstreamMetadata(call.headers, { namespace: route });
  if (outcome.kind === 'rejected') return conversation.reject(outcome);
  const wanted = wantedPayloads(call.headers, method);
  if (typeof wanted === 'object') return conversation.reject(wanted);
  const placed = { method, identity, message, route, metadata: outcome.metadata, wanted };
  admitCall(conversation, placed, (decision, admitted) => forwardAllowed(conversation, admitted, decision));
}

/** Seals a call that may be made, and answers with what Temporal says, opened. */
function forwardAllowed(conversation: Conversation, placed: PlacedCall, decision: Allowed): void {
  const { snapshot, call } = conversation;
  const { method, identity, route, metadata, wanted } = placed;
  const { message } = decision;
  const mayCopy = !readsInPart(snapshot.access.rightsOf(identity, route));
  conversation.isAllowed(decision);
  const contexts = contextsOf(snapshot, { identity, route, decode: wanted === 'sealed' ? 0 : decision.decode });
  const upstream = snapshot.upstreams.get(route.upstream)!;
  const routed: RoutedCall = { method, route, contexts, upstream, metadata, mayWait: mayWait(method, message), decision, wanted, mayCopy };
  if (method.poll === undefined) return seal(conversation, routed, message);
  const held = { keys: contexts.keys, patience: snapshot.limits.pollHold, isGone: () => call.isGone };
  holdForKeys(held, (keys) =>
    conversation.guarded(() => (keys.kind === 'ready' ? seal(conversation, routed, message) : conversation.reject(withoutKeys(keys)))),
  );
}

function mayWait({ waits }: Method, message: Buffer): boolean {
  return typeof waits === 'number' ? isSet(message, waits) : waits === 'always';
}

const results: ReadonlySet<string> = new Set(['RespondActivityTaskCompleted', 'RespondActivityTaskCompletedById']);

function seal(conversation: Conversation, routed: RoutedCall, message: Buffer): void {
  const { method, contexts } = routed;
  const context = results.has(method.name) ? contexts.sealResult : contexts.seal;
  rewriteWithKeys(
    () => sealRequest(message, method.request, context),
    contexts.keys,
    (outcome) =>
      conversation.guarded(() => {
        if (outcome.kind === 'bug') return conversation.reject(outcome.rejection);
        if (outcome.kind === 'no-keys') return conversation.reject(withoutKeys(outcome.problem));
        if (outcome.kind === 'refused') return conversation.reject(refusedRequest(outcome));
        conversation.sealed = outcome.counts;
        if (outcome.counts.verbatim > 0 && !routed.mayCopy) return conversation.reject(sealedPayload);
        send(conversation, routed, outcome.bytes);
      }),
  );
}

function send(conversation: Conversation, routed: RoutedCall, message: Buffer): void {
  const { call, snapshot } = conversation;
  const { messageBytes } = snapshot.limits;
  if (message.length > messageBytes) return conversation.reject(tooLarge(`${message.length} vs. ${messageBytes}`));
  const request = { path: call.path, metadata: routed.metadata, message, deadline: call.deadline };
  const upstreamCall = routed.upstream.call(request, (outcome) => conversation.guarded(() => receive(conversation, routed, outcome)));
  conversation.goesUpstream(upstreamCall, routed.mayWait);
}

function receive(conversation: Conversation, routed: RoutedCall, outcome: UpstreamOutcome): void {
  if (outcome.kind === 'reset') return conversation.reset(outcome.code);
  if (outcome.kind === 'rejected') return conversation.reject(outcome);
  const { checkAnswer } = routed.decision;
  if (checkAnswer === undefined || outcome.message === undefined) return open(conversation, routed, outcome);
  const checked = checkAnswer(outcome.message);
  if ('kind' in checked) return conversation.reject(checked);
  open(conversation, routed, { ...outcome, message: checked });
}

const sealedTask = reject(grpcStatus.failedPrecondition, 'sealed-task', {
  message: 'Payloads were wanted sealed, and a worker has to read those of its task.',
});

function open(conversation: Conversation, routed: RoutedCall, answer: UpstreamResponse): void {
  const { message } = answer;
  if (routed.wanted === 'sealed' && message !== undefined && routed.method.tasks.some(({ number }) => isSet(message, number))) {
    return recover(conversation, routed, { answer, message, rejection: sealedTask, lacksKeys: false });
  }
  openAnswer({ ...routed, answer }, (opened) =>
    conversation.guarded(
      () => {
        if (opened.kind === 'unopened') return recover(conversation, routed, { answer, ...opened });
        conversation.isOpened(opened.counts);
        conversation.answer(opened.response, foreignTaskIn(routed.method, opened.response));
      },
      // While keys were asked for its caller has left, and no cancellation tells Temporal so any more: it has answered.
      () => void giveBackTasks({ ...routed, message: answer.message ?? emptyPoll }),
    ),
  );
}

interface Unopened {
  readonly answer: UpstreamResponse;
  readonly message: Buffer;
  readonly rejection: Rejection;
  readonly lacksKeys: boolean;
}

/**
 * No task is lost with an answer that cannot be opened: Temporal gets it back at once. A poller then sees a poll without a
 * task; a call that brought eager ones is answered without them.
 */
function recover(conversation: Conversation, routed: RoutedCall, { answer, message, rejection, lacksKeys }: Unopened): void {
  const { method, contexts } = routed;
  if (lacksKeys) noteStarved(contexts.keys);
  const returned = giveBackTasks({ ...routed, message });
  if (method.poll !== undefined) return conversation.answer({ status: grpcStatus.ok, message: emptyPoll }, rejection);
  if (returned === 0) return conversation.reject(rejection);
  const rest = withoutFields(
    message,
    method.tasks.map(({ number }) => number),
  );
  openAnswer({ ...routed, answer: { ...answer, message: rest } }, (opened) =>
    conversation.guarded(() => {
      if (opened.kind === 'unopened') return conversation.reject(opened.rejection);
      conversation.isOpened(opened.counts);
      conversation.answer(opened.response, rejection);
    }),
  );
}
