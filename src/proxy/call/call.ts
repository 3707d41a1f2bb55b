import type { AuthenticationOutcome } from '../identity/identity.ts';
import { grpcStatus, reject } from '../rejection.ts';
import type { ServerCall } from '../transport/transport.ts';
import { methods, type Method } from '../wire/methods.ts';
import { bugRejection } from './bug.ts';
import { Conversation, type ConversationDeps } from './conversation.ts';
import { answerGlobally, globalCallOf } from './global-calls.ts';
import { forwardInNamespace } from './namespace-calls.ts';
import type { ProxySnapshot } from './snapshot.ts';

export interface CallHandlerInput extends ConversationDeps {
  /** The configuration of this moment. */
  readonly snapshot: () => ProxySnapshot;
}

/** Takes each call from its HEADERS to its answer; whatever goes wrong in one is that one's outcome. */
export function createCallHandler({ snapshot, ...deps }: CallHandlerInput): (call: ServerCall) => void {
  return (call) => {
    const conversation = new Conversation(call, snapshot(), deps);
    conversation.guarded(() => begin(conversation));
  };
}

const healthPath = '/grpc.health.v1.Health/Check';
const unknownMethod = reject(grpcStatus.unimplemented, 'unknown-method', { message: 'This proxy does not know this method.' });

function begin(conversation: Conversation): void {
  const { call, snapshot, observe } = conversation;
  const method = methods.get(call.path);
  if (method === undefined) {
    if (call.path === healthPath) conversation.answer({ status: 0, message: observe.health() });
    else conversation.reject(unknownMethod);
    return;
  }
  conversation.method = method;
  const outcome = snapshot.authenticator.authenticate(call.headers, call.peer);
  if (!(outcome instanceof Promise)) return admit(conversation, method, outcome);
  // A rejection that nobody takes would end the process, for one caller whom nobody knows.
  void outcome.then(
    (later) => conversation.guarded(() => admit(conversation, method, later)),
    (error: unknown) => conversation.reject(bugRejection(error)),
  );
}

/** Nothing of the body is kept before its caller is known and its method allowed. */
function admit(conversation: Conversation, method: Method, outcome: AuthenticationOutcome): void {
  if (outcome.identity !== undefined) conversation.isOf(outcome.identity);
  if (outcome.kind === 'rejected') return conversation.reject(outcome);
  const { identity } = outcome;
  const global = globalCallOf(method);
  if (typeof global === 'object') return conversation.reject(global);
  conversation.call.takeMessage((taken) => {
    conversation.guarded(() => {
      if (taken.kind === 'rejected') return conversation.reject(taken);
      conversation.requestBytes = taken.bytes.length;
      conversation.message = taken.bytes;
      if (global === undefined) forwardInNamespace(conversation, { method, identity, message: taken.bytes });
      else answerGlobally(conversation, { method, identity, message: taken.bytes, global });
    });
  });
}
