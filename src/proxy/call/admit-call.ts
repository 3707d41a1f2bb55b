import type { Traffic } from '../../policy/policy.ts';
import type { Allowed, Ask, Decision } from '../authorize/access.ts';
import { changesSystem, systemWorkflow } from '../authorize/system-workflows.ts';
import { backfillMetadata } from '../identity/metadata.ts';
import { grpcStatus, type Rejection } from '../rejection.ts';
import { emptyPoll } from '../wire/task-failures.ts';
import { askTemporal } from './ask-temporal.ts';
import type { Conversation } from './conversation.ts';
import type { PlacedCall } from './taken-call.ts';

/** `placed`: as Temporal is to see it. */
type MayBeMade = (decision: Allowed, placed: PlacedCall) => void;

/**
 * Asks who may make a call, then how much, then, where Temporal has to be asked whose a workflow is, who may make it again: whoever
 * may do nothing uses up nobody's share, and asking is limited with the rest.
 */
export function admitCall(conversation: Conversation, placed: PlacedCall, allowed: MayBeMade): void {
  const { access } = conversation.snapshot;
  const { method, identity, route, message } = placed;
  // Whatever a policy says: with Temporal's own rights no namespace is a boundary.
  const decision = changesSystem(method, message) ? systemWorkflow : access.decide({ method, identity, route, message });
  if (decision.kind === 'rejected') return conversation.reject(decision);
  const refusal = unwritten(conversation, placed, decision);
  if (refusal !== undefined) return conversation.reject(refusal);
  limit(conversation, placed, { decision, admitted: (traffic) => resolve(conversation, placedAs(placed, traffic), { decision, allowed }) });
}

/** Why a call is not made that could not be written down. */
function unwritten({ snapshot }: Conversation, { method, identity }: PlacedCall, decision: Undecided): Rejection | undefined {
  const isBreakGlass = decision.kind === 'allowed' && decision.breakGlass !== undefined;
  return snapshot.audit.refusal({ method, identity, isBreakGlass });
}

function placedAs(placed: PlacedCall, traffic: Traffic): PlacedCall {
  return traffic === 'live' ? placed : { ...placed, metadata: { ...placed.metadata, ...backfillMetadata } };
}

type Undecided = Exclude<Decision, Rejection>;

function limit(
  conversation: Conversation,
  { method, identity, route }: PlacedCall,
  { decision, admitted }: { decision: Undecided; admitted: (traffic: Traffic) => void },
): void {
  const { call, snapshot } = conversation;
  const { headers, deadline } = call;
  const { traffic } = decision;
  const waiting = snapshot.limiter.admit({ method, identity, route, headers, traffic, deadline }, (outcome) =>
    conversation.guarded(() => {
      if (outcome.kind === 'rejected') return conversation.reject(outcome);
      if (outcome.kind === 'empty') return conversation.answer({ status: grpcStatus.ok, message: emptyPoll });
      admitted(outcome.traffic);
    }),
  );
  if (waiting !== undefined) conversation.waitsFor(waiting);
}

function resolve(conversation: Conversation, placed: PlacedCall, { decision, allowed }: { decision: Undecided; allowed: MayBeMade }): void {
  if (decision.kind === 'allowed') return allowed(decision, placed);
  const ask: Ask = (methodName, request, done) => askTemporal(conversation, placed, { methodName, request, done });
  decision.resolve(ask, (resolved) =>
    conversation.guarded(() => {
      if (resolved.kind === 'rejected') return conversation.reject(resolved);
      const refusal = unwritten(conversation, placed, resolved);
      if (refusal !== undefined) return conversation.reject(refusal);
      allowed(resolved, placed);
    }),
  );
}
