import { randomUUID } from 'node:crypto';
import { rightsIn, type RightBits } from '../../domain/access.ts';
import { actionBits } from '../authorize/action-bits.ts';
import type { Identity } from '../identity/identity.ts';
import { codeName } from '../observe/code-name.ts';
import { readNamespace } from '../wire/top-level.ts';
import type { AuditedCall } from './audit.ts';
import { cleanText } from './clean-text.ts';
import type { AuditEvent } from './event.ts';
import { putSubject } from './subject-of.ts';

type Decided = Pick<AuditEvent, 'decision'> & { readonly rights: RightBits; readonly now: number };

/**
 * Never a payload, never a token: ids and names alone, cut and cleaned. Fields are put in one by one, because joining objects takes
 * longer than all the rest.
 */
export function makeEvent(call: AuditedCall, { decision, rights, now }: Decided): AuditEvent {
  const { method, message, opened } = call;
  const event: AuditEvent = {
    kind: 'audit',
    schemaVersion: 1,
    id: randomUUID(),
    time: new Date(now).toISOString(),
    decision,
    rights: rightsIn(rights),
    method: method?.name ?? 'other',
    caller: callerOf(call),
    status: codeName(call.status),
  };
  putReason(event, call);
  putPlace(event, call);
  if (method !== undefined && message !== undefined) putSubject(event, { method, message, workflowType: call.decision?.workflowType });
  if (opened !== undefined && opened.opened > 0) event.payloadsOpened = opened.opened;
  putBreakGlass(event, call);
  putTrace(event, call.headers['traceparent']);
  return event;
}

/** Of a call that was denied before its rights were asked for: all that its method takes. */
export function rightsWanted({ method, decision }: AuditedCall): RightBits {
  if (decision !== undefined) return decision.used;
  return method === undefined ? 0 : actionBits(method);
}

function putReason(event: AuditEvent, { rejection }: AuditedCall): void {
  if (rejection === undefined) return;
  event.reason = rejection.reason;
  event.detail = cleanText(rejection.detail);
}

function putPlace(event: AuditEvent, { route, method, message }: AuditedCall): void {
  if (route !== undefined) {
    event.namespace = route.logical;
    event.environment = route.environment;
    event.region = route.region;
    event.owner = route.owner;
    return;
  }
  const asked = method === undefined || message === undefined ? undefined : readNamespace(message, method);
  if (asked !== undefined && asked !== '') event.namespace = cleanText(asked);
}

type KnownCaller = Omit<AuditEvent['caller'], 'peer'>;
const known = new WeakMap<Identity, KnownCaller>();
const mostGroups = 50;

function callerOf({ identity, peer }: AuditedCall): AuditEvent['caller'] {
  if (identity === undefined) return { peer };
  let caller = known.get(identity);
  if (caller === undefined) known.set(identity, (caller = knownCaller(identity)));
  return { ...caller, peer };
}

function knownCaller({ source, subject, kind, groups }: Identity): KnownCaller {
  const listed = [...groups].slice(0, mostGroups).map(cleanText);
  return { source, subject: cleanText(subject), kind, ...(listed.length === 0 ? {} : { groups: listed }) };
}

function putBreakGlass(event: AuditEvent, { decision }: AuditedCall): void {
  if (decision?.breakGlass === undefined) return;
  const { name, reason } = decision.breakGlass;
  event.breakGlass = { name, reason };
}

const traceparent = /^[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/;

/** Source: https://www.w3.org/TR/trace-context/#traceparent-header */
function putTrace(event: AuditEvent, header: string | string[] | undefined): void {
  if (typeof header !== 'string' || !traceparent.test(header)) return;
  event.trace = { traceId: header.slice(3, 35), spanId: header.slice(36, 52) };
}
