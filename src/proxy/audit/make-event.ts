import { randomUUID } from 'node:crypto';
import { rightsIn, type RightBits } from '../../domain/access.ts';
import { actionBits } from '../authorize/action-bits.ts';
import type { Identity } from '../identity/identity.ts';
import { codeName } from '../observe/code-name.ts';
import { readNamespace } from '../wire/top-level.ts';
import type { AuditedCall } from './audit.ts';
import { cleanText } from './clean-text.ts';
import type { AuditEvent } from './event.ts';
import { subjectOf } from './subject-of.ts';

type Decided = Pick<AuditEvent, 'decision'> & { readonly rights: RightBits; readonly now: number };

/** Never a payload, never a token: ids and names alone, cut and cleaned. */
export function makeEvent(call: AuditedCall, { decision, rights, now }: Decided): AuditEvent {
  const { method, status, message } = call;
  return {
    kind: 'audit',
    schemaVersion: 1,
    id: randomUUID(),
    time: new Date(now).toISOString(),
    decision,
    ...reasonOf(call),
    rights: rightsIn(rights),
    method: method?.name ?? 'other',
    ...placeOf(call),
    caller: callerOf(call),
    ...(method === undefined || message === undefined ? {} : subjectOf(method, message, call.decision?.workflowType)),
    status: codeName(status),
    ...openedOf(call),
    ...breakGlassOf(call),
    ...traceOf(call.headers['traceparent']),
  };
}

/** Of a call that was denied before its rights were asked for: all that its method takes. */
export function rightsWanted({ method, decision }: AuditedCall): RightBits {
  if (decision !== undefined) return decision.used;
  return method === undefined ? 0 : actionBits(method);
}

function reasonOf({ rejection }: AuditedCall): Pick<AuditEvent, 'reason' | 'detail'> {
  return rejection === undefined ? {} : { reason: rejection.reason, detail: cleanText(rejection.detail) };
}

function openedOf({ opened }: AuditedCall): Pick<AuditEvent, 'payloadsOpened'> {
  return opened === undefined || opened.opened === 0 ? {} : { payloadsOpened: opened.opened };
}

function placeOf({ route, method, message }: AuditedCall): Pick<AuditEvent, 'namespace' | 'environment' | 'region' | 'owner'> {
  if (route !== undefined) {
    return { namespace: route.logical, environment: route.environment, region: route.region, owner: route.owner };
  }
  const asked = method === undefined || message === undefined ? undefined : readNamespace(message, method);
  return asked === undefined || asked === '' ? {} : { namespace: cleanText(asked) };
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

function breakGlassOf({ decision }: AuditedCall): Pick<AuditEvent, 'breakGlass'> {
  if (decision?.breakGlass === undefined) return {};
  const { name, reason } = decision.breakGlass;
  return { breakGlass: { name, reason } };
}

const traceparent = /^[0-9a-f]{2}-(?<traceId>[0-9a-f]{32})-(?<spanId>[0-9a-f]{16})-[0-9a-f]{2}/;

/** Source: https://www.w3.org/TR/trace-context/#traceparent-header */
function traceOf(header: string | string[] | undefined): Pick<AuditEvent, 'trace'> {
  if (typeof header !== 'string') return {};
  const { traceId, spanId } = traceparent.exec(header)?.groups ?? {};
  if (traceId === undefined || spanId === undefined || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return {};
  return { trace: { traceId, spanId } };
}
