import { decodeBits, rightBit, type RightBits } from '../../domain/access.ts';
import { sealedDomain, type DomainKeys } from '../../keys/keys.ts';
import type { ProxySnapshot } from '../call/snapshot.ts';
import { readsInPart } from '../authorize/readable.ts';
import type { Identity } from '../identity/identity.ts';
import type { Route } from '../routing/route.ts';
import type { LimitOutcome } from '../limit/limiter.ts';
import type { Rejection } from '../rejection.ts';
import type { Headers } from '../transport/transport.ts';
import { isNil } from '../wire/payloads.ts';
import { codecMethod } from './codec-method.ts';
import { settle, type SettledPayload } from './settle.ts';

export type CodecAction = 'decode' | 'encode';

export interface CodecInput {
  readonly action: CodecAction;
  readonly snapshot: ProxySnapshot;
  readonly identity: Identity;
  readonly headers: Headers;
  /** Logical, from the path; `undefined`: none is in it. */
  readonly namespace: string | undefined;
  /** Serialized. */
  readonly payloads: readonly Buffer[];
}

/** `unchanged`: it stays as it was given, because of its caller's rights or its own content. */
export type CodecOutcome =
  | { readonly kind: 'rewritten'; readonly bytes: Buffer }
  | { readonly kind: 'unchanged'; readonly isWithheld: boolean };

export interface CodecResult {
  readonly kind: 'rewritten';
  /** In the order of the payloads; `undefined`: the key provider does not answer. */
  readonly outcomes: readonly CodecOutcome[] | undefined;
  /** Namespaces of which payloads were opened, each with how many. */
  readonly opened: ReadonlyMap<Route, number>;
  /** Namespaces of which something was asked for that its caller may not read; `undefined` is one that it does not see. */
  readonly denied: ReadonlySet<Route | undefined>;
}

/** What becomes of one payload, before any key is asked for. */
type Planned =
  | { readonly kind: 'task'; readonly route: Route; readonly keys: DomainKeys }
  | { readonly kind: 'denied'; readonly route: Route | undefined }
  | { readonly kind: 'plain' };

const plain: Planned = { kind: 'plain' };

/** Opens or seals payloads for a caller, as far as it may read or send such, and as much as it may. Never rejects. */
export async function rewritePayloads(input: CodecInput): Promise<CodecResult | Rejection> {
  const plan = input.action === 'decode' ? planDecode(input) : planEncode(input);
  const planned = input.payloads.map((payload) => ({ payload, plan: plan(payload) }));
  const tasks = planned.flatMap(({ payload, plan: one }) =>
    one.kind === 'task' ? [{ ...one, attempt: () => (input.action === 'decode' ? one.keys.open(payload) : one.keys.seal(payload)) }] : [],
  );
  const refusal = await leaveFor(input, new Set(tasks.map(({ route }) => route)));
  if (refusal !== undefined) return refusal;
  const settled = await settle(tasks);
  const isAway = settled.some((one) => one.kind === 'keyless' && one.problem.kind === 'unavailable');
  const opened = new Map<Route, number>();
  for (const [index, { route }] of tasks.entries()) if (settled[index]?.kind === 'opened') opened.set(route, (opened.get(route) ?? 0) + 1);
  const denied = new Set(planned.flatMap(({ plan: one }) => (one.kind === 'denied' ? [one.route] : [])));
  if (isAway) return { kind: 'rewritten', outcomes: undefined, opened: new Map(), denied };
  let next = 0;
  const outcomes = planned.map(({ plan: one }) => (one.kind === 'task' ? outcomeOf(settled[next++]) : unchanged(one)));
  return { kind: 'rewritten', outcomes, opened, denied };
}

/** A request is a call in each namespace whose keys it takes, in their limits. `undefined`: it may go on. */
async function leaveFor({ snapshot, identity, headers }: CodecInput, routes: Iterable<Route>): Promise<Rejection | undefined> {
  for (const route of routes) {
    const request = { method: codecMethod, identity, route, headers, traffic: 'live', deadline: undefined } as const;
    const outcome = await new Promise<LimitOutcome>((resolve) => void snapshot.limiter.admit(request, resolve));
    if (outcome.kind === 'rejected') return outcome;
  }
  return undefined;
}

function unchanged({ kind }: Exclude<Planned, { kind: 'task' }>): CodecOutcome {
  return { kind: 'unchanged', isWithheld: kind === 'denied' };
}

function outcomeOf(settled: SettledPayload | undefined): CodecOutcome {
  if (settled?.kind === 'opened' || settled?.kind === 'sealed') return { kind: 'rewritten', bytes: settled.payload };
  return { kind: 'unchanged', isWithheld: settled?.kind === 'refused' || settled?.kind === 'keyless' };
}

/**
 * A payload is opened by the right in the namespace it was sealed in, whatever the path says. What it is, nobody can tell from outside:
 * the right has to hold for data, failures and metadata, and for every workflow type.
 */
function planDecode({ snapshot, identity, namespace }: CodecInput): (payload: Buffer) => Planned {
  const named = namespace === undefined ? undefined : routeIn(snapshot, identity, namespace);
  const byDomain = new Map<string, Planned>();
  const plan = (domain: string): Planned => {
    const route = snapshot.routes.of(identity).find(({ keyDomain }) => keyDomain === domain);
    const keys = snapshot.keys.get(domain);
    if (route === undefined || keys === undefined || !holds(snapshot, identity, { route, bits: decodeBits }))
      return { kind: 'denied', route };
    if (namespace === undefined) return { kind: 'task', route, keys };
    const opensThere = snapshot.keys.get(named?.keyDomain ?? '')?.opensFrom(domain) === true;
    return opensThere ? { kind: 'task', route, keys } : { kind: 'denied', route };
  };
  return (payload) => {
    const domain = sealedDomain(payload);
    if (domain === undefined) return plain;
    const known = byDomain.get(domain) ?? plan(domain);
    byDomain.set(domain, known);
    return known;
  };
}

const senders: RightBits = rightBit.start | rightBit.signal | rightBit.work;

/**
 * The proxy seals what comes in clear anyway, so that without a namespace, or a right to send anything there, nothing is lost. Whoever reads in
 * part has to send in clear.
 */
function planEncode({ snapshot, identity, namespace }: CodecInput): (payload: Buffer) => Planned {
  const route = namespace === undefined ? undefined : routeIn(snapshot, identity, namespace);
  const keys = snapshot.keys.get(route?.keyDomain ?? '');
  if (route === undefined || keys === undefined) return () => plain;
  const rights = snapshot.access.rightsOf(identity, route);
  if ((rights.somewhere & senders) === 0 || readsInPart(rights)) return () => plain;
  return (payload) => (isNil(payload) ? plain : { kind: 'task', route, keys });
}

function routeIn({ routes, access }: ProxySnapshot, identity: Identity, namespace: string): Route | undefined {
  const route = routes.find(identity, namespace);
  return route.kind === 'route' && access.sees(identity, route) ? route : undefined;
}

function holds({ access }: ProxySnapshot, identity: Identity, { route, bits }: { route: Route; bits: RightBits }): boolean {
  return access.sees(identity, route) && (access.rightsOf(identity, route).everywhere & bits) === bits;
}
