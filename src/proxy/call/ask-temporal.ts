import { grpcStatus, reject, type GrpcStatus, type Rejection } from '../rejection.ts';
import type { UpstreamOutcome } from '../transport/transport.ts';
import type { Conversation } from './conversation.ts';
import type { PlacedCall } from './taken-call.ts';

interface Question {
  readonly methodName: string;
  /** With physical names. */
  readonly request: Buffer;
  readonly done: (answer: Buffer | Rejection) => void;
}

const service = '/temporal.api.workflowservice.v1.WorkflowService/';

/** Asks Temporal something about the namespace of a call, as the proxy itself; the caller's leaving ends that too. */
export function askTemporal(conversation: Conversation, { route, metadata }: PlacedCall, { methodName, request, done }: Question): void {
  const { call, snapshot } = conversation;
  const upstream = snapshot.upstreams.get(route.upstream)!;
  const question = { path: service + methodName, metadata, message: request, deadline: call.deadline };
  conversation.waitsFor(upstream.call(question, (outcome) => conversation.guarded(() => done(answerIn(outcome)))));
}

function answerIn(outcome: UpstreamOutcome): Buffer | Rejection {
  if (outcome.kind === 'rejected') return outcome;
  if (outcome.kind === 'reset') return unanswered(grpcStatus.unavailable, `reset by ${outcome.code}`);
  const { status, message, statusMessage } = outcome;
  if (status === grpcStatus.ok && message !== undefined) return message;
  return unanswered(status as GrpcStatus, statusMessage ?? '');
}

function unanswered(status: GrpcStatus, detail: string): Rejection {
  return reject(status, 'type-unknown', { message: 'Temporal does not say which workflow type this is about.', detail });
}
