import { milliseconds } from '../../domain/duration.ts';
import { createKeys, makeKeyProvider, type DomainKeys, type Keys, type KeysEvent } from '../../keys/keys.ts';
import type { ProxySnapshot } from '../call/snapshot.ts';
import { createAuthenticator, type AuthenticatorDeps } from '../identity/authenticator.ts';
import { withoutRevoked, type Revocations } from '../identity/revocations.ts';
import type { MadeAudit } from '../audit/create-audit.ts';
import { accessByGrants } from '../authorize/access-by-grants.ts';
import type { Access } from '../authorize/access.ts';
import { createAccess } from '../authorize/create-access.ts';
import { createDecideByType } from '../authorize/types/decide-by-type.ts';
import type { Authenticator } from '../identity/identity.ts';
import { noRules } from '../limit/limit-rules.ts';
import type { CompiledProxy, UpstreamDefinition } from '../routing/compile.ts';
import { createRoutes } from '../routing/route-table.ts';
import type { Routes } from '../routing/route.ts';
import type { Budget } from '../transport/budget.ts';
import type { Upstream } from '../transport/transport.ts';
import { createUpstream } from '../transport/upstream.ts';
import { makeAudit, type AuditMaking } from './audit.ts';
import type { LoadedProxy } from './load-proxy.ts';
import { makeLimits, type MadeLimits, type RateLimitsMaking } from './rate-limits.ts';

/** Something with a lifetime, and what it was made of: another config that asks for the same goes on with it. */
interface Made<T> {
  readonly from: string;
  readonly it: T;
}

/** Everything that is made of one config. */
export interface Generation {
  readonly loaded: LoadedProxy;
  readonly snapshot: ProxySnapshot;
  readonly authenticator: Made<Authenticator>;
  readonly upstreams: ReadonlyMap<string, Made<Upstream>>;
  readonly keys: Made<Keys> | undefined;
  readonly audit: Made<MadeAudit>;
  readonly limits: Made<MadeLimits>;
}

export interface GenerationDeps {
  readonly audit: AuditMaking;
  readonly rateLimits: RateLimitsMaking;
  readonly revocations: Revocations;
  readonly identity: AuthenticatorDeps;
  readonly budget: Budget;
  readonly onKeysEvent: (event: KeysEvent) => void;
  readonly onUpstreamError: (upstream: string, error: Error) => void;
}

/** Makes what a config asks for, from what the one before has made where it can. Nothing is connected or asked yet. */
export function makeGeneration(loaded: LoadedProxy, before: Generation | undefined, deps: GenerationDeps): Generation {
  const { compiled } = loaded;
  const authenticator = authenticatorOf(loaded, before, deps);
  const upstreams = new Map(compiled.upstreams.map((one) => [one.name, upstreamOf(one, { loaded, before, deps })]));
  const keys = keysOf(loaded, before, deps);
  const audit = auditOf(compiled, before, deps);
  const limits = limitsOf(compiled, before, deps);
  const snapshot: ProxySnapshot = {
    authenticator: withoutRevoked(authenticator.it, deps.revocations),
    ...accessOf(loaded, deps),
    keys: new Map(compiled.sealing.domains.map((id): [string, DomainKeys] => [id, neededKeys(keys).domain(id)])),
    upstreams: new Map([...upstreams].map(([name, { it }]) => [name, it])),
    limits: compiled.limits,
    limiter: limits.it.limiter(loaded.policy?.policy ?? noRules, compiled.rateLimits.waits),
    audit: audit.it,
  };
  return { loaded, snapshot, authenticator, upstreams, keys, audit, limits };
}

/** Who may do what, and the namespaces that this shows to whom. */
function accessOf({ compiled, policy }: LoadedProxy, { identity }: GenerationDeps): { access: Access; routes: Routes } {
  if (policy === undefined) return { access: accessByGrants, routes: compiled.routes };
  const decideByType = createDecideByType();
  const access = createAccess({ policy: policy.policy, routes: () => routes, clock: identity.clock, decideByType });
  const upstreams = compiled.upstreams.map(({ name }) => name);
  const routes = createRoutes(compiled.routeList, upstreams, (caller, route) => access.sees(caller, route));
  return { access, routes };
}

/** Ends what earlier generations have and `after` does not go on with. */
export async function closeUnused(before: readonly Generation[], after: Generation | undefined): Promise<void> {
  const kept = new Set(after === undefined ? [] : thingsOf(after));
  const unused = new Set(before.flatMap(thingsOf).filter((thing) => !kept.has(thing)));
  await Promise.all([...unused].map(async (thing) => await thing.close()));
}

function thingsOf({ authenticator, upstreams, keys, audit, limits }: Generation): { close(): unknown }[] {
  return [authenticator.it, audit.it, limits.it, ...[...upstreams.values()].map(({ it }) => it), ...(keys === undefined ? [] : [keys.it])];
}

function authenticatorOf(
  { config, platform, compiled }: LoadedProxy,
  before: Generation | undefined,
  deps: GenerationDeps,
): Made<Authenticator> {
  const from = JSON.stringify([config.identities, config.namespaces.map(({ name }) => name), platform.clusters, config.development]);
  if (before?.authenticator.from === from) return before.authenticator;
  return { from, it: createAuthenticator(compiled.identity, deps.identity) };
}

/** Running calls and events that wait are on the one before, which therefore goes on where there is one. */
function auditOf({ audit }: CompiledProxy, before: Generation | undefined, deps: GenerationDeps): Made<MadeAudit> {
  const from = audit === undefined ? 'none' : 'some';
  if (before?.audit.from !== from) return { from, it: makeAudit(audit, deps.audit) };
  if (audit !== undefined) before.audit.it.use(audit);
  return before.audit;
}

/** Another store knows nothing of what is used up; anything else of a config changes nothing of it. */
function limitsOf({ rateLimits: { store } }: CompiledProxy, before: Generation | undefined, deps: GenerationDeps): Made<MadeLimits> {
  const from = JSON.stringify(store ?? null);
  return before?.limits.from === from ? before.limits : { from, it: makeLimits(store, deps.rateLimits) };
}

interface UpstreamMaking {
  loaded: LoadedProxy;
  before: Generation | undefined;
  deps: GenerationDeps;
}

function upstreamOf(definition: UpstreamDefinition, { loaded, before, deps }: UpstreamMaking): Made<Upstream> {
  const { name, addresses, maximumConnections, credentials } = definition;
  const { responseBytes } = loaded.compiled.limits;
  const from = JSON.stringify([addresses, maximumConnections, credentials.tls !== undefined, responseBytes]);
  const known = before?.upstreams.get(name);
  if (known?.from === from) {
    if (!sameCredentials(definition, before)) known.it.useCredentials(credentials);
    return known;
  }
  const limits = { connections: maximumConnections, responseBytes };
  const onError = (error: Error) => deps.onUpstreamError(name, error);
  return { from, it: createUpstream({ addresses, credentials, limits, budget: deps.budget, onError }) };
}

function sameCredentials({ name, credentials }: UpstreamDefinition, before: Generation | undefined): boolean {
  const known = before?.loaded.compiled.upstreams.find((one) => one.name === name);
  return JSON.stringify(known?.credentials) === JSON.stringify(credentials);
}

function keysOf({ config, compiled, ring }: LoadedProxy, before: Generation | undefined, deps: GenerationDeps): Made<Keys> | undefined {
  const { deployment, flows } = compiled.sealing;
  const { keys } = config;
  if (ring === undefined || keys === undefined || deployment === undefined) return undefined;
  const from = JSON.stringify([deployment, keys.providers, keys.dataKey, keys.cache]);
  if (before?.keys?.from === from) {
    before.keys.it.useRing(ring, flows);
    return before.keys;
  }
  const it = createKeys({
    deployment,
    flows,
    ring,
    providers: keys.providers.map(makeKeyProvider),
    dataKey: { ...keys.dataKey, maximumAge: milliseconds(keys.dataKey.maximumAge) },
    cache: {
      ...keys.cache,
      maximumAge: milliseconds(keys.cache.maximumAge),
      serveWhileUnavailable: milliseconds(keys.cache.serveWhileUnavailable),
    },
    observe: deps.onKeysEvent,
  });
  return { from, it };
}

/** The config's rules and those of its ring have made sure of them wherever a route seals. */
function neededKeys(keys: Made<Keys> | undefined): Keys {
  if (keys === undefined) throw new Error('a route seals, and there are no keys');
  return keys.it;
}
