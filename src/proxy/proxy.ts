import { setTimeout as wait } from 'node:timers/promises';
import type { HttpEndpoint } from '../adapters/http-endpoint.ts';
import type { HttpServer } from '../adapters/http-server.ts';
import type { AuditedReload } from './audit/audit.ts';
import { createCallHandler } from './call/call.ts';
import { createRunningCalls, type RunningCalls } from './call/running-calls.ts';
import { createRevocations } from './identity/revocations.ts';
import { createObserver, type Observer } from './observe/create-observe.ts';
import { createLog, type Log } from './observe/log.ts';
import { readConfigured, type ConfiguredRevocations } from './service/find-revocations.ts';
import { createRevocationsFollower, type RevocationsFollower } from './service/follow-revocations.ts';
import { closeUnused, makeGeneration, type Generation, type GenerationDeps } from './service/generation.ts';
import { configDigest } from './service/config-digest.ts';
import { codecTlsOf, openCodec } from './service/codec-endpoint.ts';
import { identityDeps } from './service/identity-deps.ts';
import { listenTlsOf, needRestart, openDoor, openOperations } from './service/listening.ts';
import { loadProxy, type LoadedProxy } from './service/load-proxy.ts';
import { createOperations } from './service/operations.ts';
import { developmentTimes, usualTimes, type ProxyOutside, type ProxyTimes } from './service/outside.ts';
import { probeUntil } from './service/probe-until.ts';
import { createReadiness, type Readiness } from './service/readiness.ts';
import { createReloads } from './service/reloads.ts';
import { createBudget, type Budget } from './transport/budget.ts';
import type { Listener } from './transport/listener.ts';

export type { NamedSource } from './service/find-revocations.ts';
export { methodRights, type MethodRights } from './authorize/method-rights.ts';
export { configuredAccess, type ConfiguredAccess } from './routing/configured-access.ts';
export type { LoadedProxy } from './service/load-proxy.ts';
export type { ProxyOutside, ProxyTimes } from './service/outside.ts';
export type { ReadyState } from './service/readiness.ts';

export interface ProxyInput {
  /** Absolute. */
  readonly configFile: string;
  readonly outside: ProxyOutside;
  /** Aborted: it drains, and ends. */
  readonly signal: AbortSignal;
  readonly times?: Partial<ProxyTimes>;
}

export interface RunningProxy {
  /** As bound: the port is known even if the config asks for 0. */
  readonly address: { readonly host: string; readonly port: number };
  readonly operations: { readonly host: string; readonly port: number };
  readonly codec: { readonly host: string; readonly port: number } | undefined;
  readonly readiness: Pick<Readiness, 'isReady' | 'state'>;
  /** Reads the config and all it names again. Never rejects: one that is not right is told in the log. */
  reload(): Promise<void>;
  /** Once `signal` is aborted and every call has ended, or the grace is over. */
  readonly finished: Promise<void>;
}

/** Reads a config with all it names and says what would be served. Throws with all that is wrong. */
export async function checkProxy(configFile: string, outside: Pick<ProxyOutside, 'files' | 'clock'>): Promise<LoadedProxy> {
  return await loadProxy(configFile, outside);
}

/** Which list of revocations a config names, and who vouches for callers in it; whatever else is wrong with it. Throws PROXY_INVALID. */
export async function findRevocations(
  configFile: string,
  outside: { files: Pick<ProxyOutside['files'], 'readText'> },
): Promise<ConfiguredRevocations> {
  return await readConfigured(configFile, outside.files);
}

/** Starts the proxy; resolves once it listens. Throws what is wrong with the config, or that its address is taken. */
export async function startProxy({ configFile, outside, signal, times: changed }: ProxyInput): Promise<RunningProxy> {
  const loaded = await loadProxy(configFile, outside);
  const times = { ...usualTimes, ...(loaded.config.development ? developmentTimes : {}), ...changed };
  const service = makeService(loaded, { outside, times, signal });
  const { log, observer, readiness } = service;
  const { door, operations } = await openAll(service);
  const use = (next: LoadedProxy) => replace(service, next);
  const reloads = createReloads({
    configFile,
    outside,
    times,
    log,
    metrics: observer.metrics,
    current: () => service.current.loaded,
    use,
    refused: (refused, detail) => auditReload(service, service.current, { refused, detail }),
    signal,
  });
  log.write('info', {
    event: 'started',
    detail: `${door.address.host}:${door.address.port} serves ${[...service.current.upstreams.keys()].join(', ')}`,
  });
  const loops = [reloads.follow(), service.revocations.follow(), probeUntil(signal, { ...service, loaded: () => service.current.loaded })];
  return {
    address: door.address,
    operations: operations.address,
    codec: service.codec?.address,
    readiness,
    async reload() {
      await service.revocations.reload();
      await reloads.reload();
    },
    finished: finish(service, signal).then(async () => {
      await Promise.all([...loops, operations.close()]);
    }),
  };
}

/** Opens all that this process listens on, or nothing. */
async function openAll(service: Service): Promise<{ door: Listener; operations: HttpServer }> {
  const { observer, readiness, outside, log, budget } = service;
  const loaded = () => service.current.loaded;
  const snapshot = () => service.current.snapshot;
  const door = await openDoor({
    loaded: loaded(),
    budget,
    onCall: createCallHandler({ snapshot, observe: observer, runningCalls: service.runningCalls }),
    onError: (kind, error) => onDoorError(kind, error, service),
  });
  service.door = door;
  try {
    service.codec = await openCodec({
      loaded,
      serveEndpoint: outside.serveEndpoint,
      snapshot,
      metrics: observer.metrics,
      log,
      observe: observer,
    });
    const { address } = loaded().config.operations;
    return { door, operations: await openOperations(address, outside.serveHttp, createOperations({ readiness, observer })) };
  } catch (error) {
    await Promise.all([door.close(0), service.codec?.close(), closeUnused([service.current], undefined)]);
    throw error;
  }
}

interface Service {
  readonly log: Log;
  readonly observer: Observer;
  readonly readiness: Readiness;
  readonly budget: Budget;
  readonly deps: GenerationDeps;
  readonly outside: ProxyOutside;
  readonly times: ProxyTimes;
  /** Generations that running calls may still be on, each with what ends it. */
  readonly replaced: Map<Generation, NodeJS.Timeout>;
  readonly runningCalls: RunningCalls;
  readonly revocations: RevocationsFollower;
  current: Generation;
  door: Listener | undefined;
  codec: HttpEndpoint | undefined;
}

function makeService(
  loaded: LoadedProxy,
  { outside, times, signal }: Pick<Service, 'outside' | 'times'> & { signal: AbortSignal },
): Service {
  const log = createLog({ destination: outside.logs, clock: outside.clock, level: loaded.config.logLevel });
  const budget = createBudget(loaded.compiled.limits.bytesInFlight);
  const snapshot = () => service.current.snapshot;
  const readiness = createReadiness(snapshot);
  const observer: Observer = createObserver(log, {
    upstreams: () => [...snapshot().upstreams].map(([name, upstream]) => [name, upstream.counts()] as const),
    clients: () => service.door?.counts() ?? { connections: 0, calls: 0 },
    keys: () => service.current.keys?.it.counts() ?? { cachedDataKeys: 0, unwrapsUnderWay: 0, domainsWithoutProvider: 0 },
    bytesInFlight: () => budget.inUse,
    limits: () => service.current.limits.it,
    auditSinks: () => service.current.audit.it.sinks(),
    revocations: () => revoked.count(),
    isReady: () => readiness.isReady(),
  });
  const revoked = createRevocations(outside.clock);
  const runningCalls = createRunningCalls();
  const deps: GenerationDeps = {
    identity: identityDeps({ outside, log, observer }),
    audit: { outside, log, observer },
    rateLimits: { redis: outside.redis, log, observer },
    revocations: revoked,
    budget,
    onKeysEvent: (event) => observer.keysEvent(event),
    onUpstreamError: (upstream, error) => {
      observer.metrics.connectionErrors.inc({ side: 'upstream' });
      log.writeSeldom('warn', { event: 'upstream-error', reason: upstream, detail: error.message });
    },
  };
  const current = makeGeneration(loaded, undefined, deps);
  const { metrics } = observer;
  const revocations = createRevocationsFollower({ outside, times, log, metrics, revocations: revoked, runningCalls, signal });
  revocations.use(loaded.revocations);
  const shared = { log, observer, readiness, budget, deps, outside, times, runningCalls, revocations };
  const service: Service = { ...shared, replaced: new Map(), current, door: undefined, codec: undefined };
  observer.metrics.loadedAt.set(outside.clock() / 1_000);
  return service;
}

function onDoorError(kind: 'call' | 'connection', error: Error, { log, observer }: Service): void {
  if (kind === 'call') {
    log.writeSeldom('error', { event: 'bug', detail: error.stack ?? error.message });
    return;
  }
  observer.metrics.connectionErrors.inc({ side: 'client' });
  if (log.isDebug()) log.write('debug', { event: 'client-connection', detail: error.message });
}

/** Also where it is not audited any more. The same config read again is no event. */
function auditReload({ current }: Service, before: Generation, after: AuditedReload['after']): void {
  const reload = { before: configDigest(before.loaded), after };
  if (JSON.stringify(reload.after) === JSON.stringify(reload.before)) return;
  for (const audit of new Set([before.audit.it, current.audit.it])) audit.reloaded(reload);
}

/** Takes another config into use. What may throw comes first, so that the one before stays whole. */
function replace(service: Service, next: LoadedProxy): void {
  const { current, log, times, observer, outside } = service;
  const fixed = needRestart(current.loaded, next);
  const tls = listenTlsOf(next);
  if (tls !== undefined) service.door?.reloadTls(tls);
  const codecTls = codecTlsOf(next);
  if (codecTls !== undefined) service.codec?.reloadTls(codecTls);
  const made = makeGeneration(next, current, service.deps);
  service.current = made;
  auditReload(service, current, configDigest(next));
  service.revocations.use(next.revocations);
  const timer = setTimeout(() => {
    service.replaced.delete(current);
    void closeUnused([current], made);
  }, times.replaced).unref();
  service.replaced.set(current, timer);
  log.useLevel(next.config.logLevel);
  observer.metrics.loadedAt.set(outside.clock() / 1_000);
  if (fixed.length > 0)
    log.write('warn', { event: 'restart-needed', detail: `these take effect with the next start: ${fixed.join(', ')}` });
}

/** Unready first, so that nobody comes any more; then GOAWAY; then running calls have their grace. */
async function finish(service: Service, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const { readiness, log, times, door, codec } = service;
  readiness.leave();
  log.write('info', { event: 'draining', detail: `${door?.counts().calls ?? 0} calls run` });
  await wait(times.unready);
  await Promise.all([door?.close(times.grace), codec?.close()]);
  for (const timer of service.replaced.values()) clearTimeout(timer);
  await closeUnused([...service.replaced.keys(), service.current], undefined);
  log.write('info', { event: 'stopped' });
}
