import type { EndpointAnswer, EndpointRequest } from '../../adapters/http-endpoint.ts';
import type { ProxySnapshot } from '../call/snapshot.ts';
import type { AuthenticationOutcome, Identity } from '../identity/identity.ts';
import type { Log } from '../observe/log.ts';
import type { Observe } from '../observe/observe.ts';
import type { ServiceMetrics } from '../observe/service-metrics.ts';
import { grpcStatus, type Rejection } from '../rejection.ts';
import { certificateOf } from '../transport/peer.ts';
import type { Headers } from '../transport/transport.ts';
import { auditDecode, auditRefusal, decodeRefusal } from './audit-decode.ts';
import { crossOriginOf, preflightHeaders } from './cross-origin.ts';
import { payloadJson, readBody, type BodyPayload } from './payload-json.ts';
import { rewritePayloads, type CodecAction, type CodecInput, type CodecOutcome } from './rewrite-payloads.ts';

export interface CodecDeps {
  /** The configuration of this moment. */
  readonly snapshot: () => ProxySnapshot;
  /** Exact origins of pages that may ask, of this moment. */
  readonly origins: () => readonly string[];
  /** Whether clients are asked for one. */
  readonly takesCertificates: boolean;
  readonly metrics: Pick<ServiceMetrics, 'codecRequests' | 'codecPayloads'>;
  readonly log: Pick<Log, 'writeSeldom'>;
  readonly observe: Pick<Observe, 'glassBroken'>;
}

/** Requests whose bodies are held at one time, in all and of one caller: a slow one leaves places to others. */
const mostAtOnce = 16;
const mostOfOne = 4;

/**
 * The remote codec of Temporal's UI and CLI: `POST /decode`, `/encode`, and the same below a namespace and any prefix. Who calls is told
 * by the same tokens as elsewhere, which namespace by the path or the payload alone. Never rejects.
 */
export function createCodec(deps: CodecDeps): (request: EndpointRequest) => Promise<EndpointAnswer> {
  let running = 0;
  const places = placesByCaller();
  return async (request) => {
    const target = targetOf(request.path);
    const crossOrigin = crossOriginOf(request.headers.origin, deps.origins());
    const answered = (answer: EndpointAnswer): EndpointAnswer => {
      deps.metrics.codecRequests.inc({ action: target?.action ?? 'other', status: String(answer.status) });
      return crossOrigin === 'foreign' ? answer : { ...answer, headers: { ...crossOrigin, ...answer.headers } };
    };
    if (crossOrigin === 'foreign') return answered(said(403, 'pages of this origin may not ask here'));
    if (target === undefined) return answered(said(404, 'there is /decode, /encode, /{namespace}/decode and /{namespace}/encode'));
    if (request.method === 'OPTIONS') return answered({ status: 204, headers: preflightHeaders, body: '' });
    if (request.method !== 'POST') return answered({ ...said(405, 'only POST is answered here'), headers: { allow: 'POST, OPTIONS' } });
    if (running >= mostAtOnce) return answered(later(said(503, 'too many requests at this moment; try again')));
    running += 1;
    try {
      return answered(await answerPost(request, target, { ...deps, places }));
    } finally {
      running -= 1;
    }
  };
}

interface Target {
  readonly action: CodecAction;
  readonly namespace: string | undefined;
}

/** The last part of a path is what to do, the one before it, if any, the namespace. */
function targetOf(path: string): Target | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  const action = parts.at(-1);
  const namespace = parts.at(-2);
  if (action !== 'decode' && action !== 'encode') return undefined;
  return { action, namespace: namespace === undefined ? undefined : unescaped(namespace) };
}

/** What is no escape stays: no namespace is called so. */
function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

interface Places {
  /** Does the work while it holds one of the caller's places; `undefined` when all are held. */
  within<T>(identity: Identity, work: () => Promise<T>): Promise<T> | undefined;
}

function placesByCaller(): Places {
  const held = new WeakMap<Identity, number>();
  return {
    within(identity, work) {
      const count = held.get(identity) ?? 0;
      if (count >= mostOfOne) return undefined;
      held.set(identity, count + 1);
      return work().finally(() => held.set(identity, (held.get(identity) ?? 1) - 1));
    },
  };
}

type AnsweringDeps = CodecDeps & { readonly places: Places };

async function answerPost(request: EndpointRequest, target: Target, deps: AnsweringDeps): Promise<EndpointAnswer> {
  const snapshot = deps.snapshot();
  const headers = headersOf(request);
  const caller = await authenticate(snapshot, request, headers);
  if (caller.kind === 'rejected') {
    auditRefusal(snapshot, caller, { peer: request.peer, headers });
    return refused(caller, request, deps);
  }
  const { identity } = caller;
  const refusal = target.action === 'decode' ? decodeRefusal(snapshot, identity) : undefined;
  if (refusal !== undefined) return refused(refusal, request, deps);
  const answer = deps.places.within(identity, async () => await answerBody(request, { target, snapshot, identity, headers }, deps));
  return (await answer) ?? later(said(429, `${mostOfOne} requests of yours are being answered; try again`));
}

interface Allowed {
  readonly target: Target;
  readonly snapshot: ProxySnapshot;
  readonly identity: Identity;
  readonly headers: Headers;
}

async function answerBody(
  request: EndpointRequest,
  { target, snapshot, identity, headers }: Allowed,
  deps: CodecDeps,
): Promise<EndpointAnswer> {
  const body = await request.body(4 * snapshot.limits.payloadBytes).catch(() => 'broken' as const);
  if (body === undefined) return said(413, `a body may have ${4 * snapshot.limits.payloadBytes} bytes`);
  if (body === 'broken') return said(400, 'the body does not come to its end');
  const reading = readBody(body);
  if (reading.kind === 'bad') return said(400, reading.what);
  const { payloads } = reading;
  const input: CodecInput = { ...target, snapshot, identity, headers, payloads: payloads.map(({ bytes }) => bytes) };
  const result = await rewritePayloads(input);
  if (result.kind === 'rejected') return refused(result, request, deps);
  const { outcomes, opened, denied } = result;
  auditDecode({ ...snapshot, observe: deps.observe }, { identity, peer: request.peer, headers, opened, denied });
  if (outcomes === undefined) return said(503, 'encryption keys are unavailable; try again');
  countPayloads(target.action, outcomes, deps);
  return { status: 200, headers: json, body: JSON.stringify({ payloads: payloads.map((one, index) => shownAs(one, outcomes[index])) }) };
}

/** The UI shows its user's ID token as well, for companies whose access tokens only their provider can read. */
async function authenticate(
  { authenticator }: ProxySnapshot,
  { peer, certificate }: EndpointRequest,
  headers: Headers,
): Promise<AuthenticationOutcome> {
  const from = { address: peer, certificate: certificate && certificateOf(certificate) };
  const outcome = await authenticator.authenticate(headers, from);
  const idToken = headers['authorization-extras'];
  // Whoever is known and not let in, such as somebody who is revoked, is not let in by another source either.
  if (outcome.kind === 'authenticated' || outcome.identity !== undefined || typeof idToken !== 'string') return outcome;
  const second = await authenticator.authenticate({ authorization: `Bearer ${idToken}` }, from);
  return second.kind === 'authenticated' ? second : outcome;
}

const json = { 'content-type': 'application/json' };

function shownAs({ json: given }: BodyPayload, outcome: CodecOutcome | undefined): unknown {
  return outcome?.kind === 'rewritten' ? payloadJson(outcome.bytes) : given;
}

/** As a call's headers are: one value each, but for those that only servers set. */
function headersOf({ headers }: EndpointRequest): Headers {
  const single = Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(single);
}

const httpStatuses: ReadonlyMap<number, number> = new Map([
  [grpcStatus.unauthenticated, 401],
  [grpcStatus.permissionDenied, 403],
  [grpcStatus.resourceExhausted, 429],
  [grpcStatus.invalidArgument, 400],
]);

const noToken = 'no credential was sent that counts here; send the header Authorization: Bearer TOKEN';

function refused(
  { status, reason, message, detail }: Rejection,
  { peer }: EndpointRequest,
  { log, takesCertificates }: CodecDeps,
): EndpointAnswer {
  log.writeSeldom('info', { event: 'codec-refused', reason, peer, detail });
  const code = httpStatuses.get(status) ?? 503;
  const answer = said(code, reason === 'no-credential' && !takesCertificates ? noToken : message);
  if (code === 429) return later(answer);
  return code === 401 ? { ...answer, headers: { ...answer.headers, 'www-authenticate': 'Bearer' } } : answer;
}

/** Limits are so many a second. */
function later(answer: EndpointAnswer): EndpointAnswer {
  return { ...answer, headers: { ...answer.headers, 'retry-after': '1' } };
}

function said(status: number, message: string): EndpointAnswer {
  return { status, headers: json, body: `${JSON.stringify({ message })}\n` };
}

function countPayloads(action: CodecAction, outcomes: readonly CodecOutcome[], { metrics }: CodecDeps): void {
  const counted = { decode: 'opened', encode: 'sealed' } as const;
  for (const outcome of outcomes) {
    const unchanged = outcome.kind === 'unchanged' && outcome.isWithheld ? 'withheld' : 'plain';
    metrics.codecPayloads.inc({ action, outcome: outcome.kind === 'rewritten' ? counted[action] : unchanged });
  }
}
