import type { ProxySnapshot } from '../call/snapshot.ts';
import { grpcStatus } from '../rejection.ts';
import type { Upstream } from '../transport/transport.ts';

export interface Readiness {
  isReady(): boolean;
  /** For people and probes: what is and what is not. */
  state(): ReadyState;
  /** Looks at every upstream and key domain of the config in use. Never rejects. */
  probe(): Promise<void>;
  /** From now on it is not ready, whatever else is. */
  leave(): void;
}

export interface ReadyState {
  readonly ready: boolean;
  readonly leaving: boolean;
  /** By name. */
  readonly upstreams: Readonly<Record<string, 'connected' | 'unreachable' | 'unknown'>>;
  /** By key domain. `unavailable` with `ready`: cached keys go on serving, new ones are refused. */
  readonly keys: Readonly<Record<string, 'ready' | 'unavailable' | 'unknown'>>;
}

const healthPath = '/grpc.health.v1.Health/Check';
const longestProbe = 5_000;

/**
 * Ready means that every upstream is connected and that every key domain has had a key once. A key provider that stops
 * answering later is stated and no more: it does so for all replicas at once, and what is cached still serves.
 */
export function createReadiness(snapshot: () => ProxySnapshot): Readiness {
  let isLeaving = false;
  const connected = new Map<Upstream, boolean>();
  const keyed = new Map<string, 'ready' | 'unavailable'>();
  const onceKeyed = new Set<string>();
  const isReady = () => {
    const { upstreams, keys } = snapshot();
    const isWhole =
      [...upstreams.values()].every((one) => connected.get(one) === true) && [...keys.keys()].every((id) => onceKeyed.has(id));
    return !isLeaving && isWhole;
  };
  return {
    isReady,
    state: () => {
      const { upstreams, keys } = snapshot();
      return {
        ready: isReady(),
        leaving: isLeaving,
        upstreams: Object.fromEntries([...upstreams].map(([name, one]) => [name, connectionState(connected.get(one))])),
        keys: Object.fromEntries([...keys.keys()].map((id) => [id, keyed.get(id) ?? 'unknown'])),
      };
    },
    async probe() {
      const { upstreams, keys } = snapshot();
      for (const known of connected.keys()) if (![...upstreams.values()].includes(known)) connected.delete(known);
      const asked = [...upstreams.values()].map(async (upstream) => {
        connected.set(upstream, await isConnected(upstream));
      });
      const prepared = [...keys].map(async ([id, domain]) => {
        const outcome = await domain.prepare();
        const isKeyed = outcome === undefined || outcome.kind === 'ready';
        keyed.set(id, isKeyed ? 'ready' : 'unavailable');
        if (isKeyed) onceKeyed.add(id);
      });
      await Promise.all([...asked, ...prepared]);
    },
    leave() {
      isLeaving = true;
    },
  };
}

function connectionState(known: boolean | undefined): 'connected' | 'unreachable' | 'unknown' {
  if (known === undefined) return 'unknown';
  return known ? 'connected' : 'unreachable';
}

/** Any answer will do: whether the frontend serves is its own probes' matter, and Temporal Cloud answers no health checks. */
async function isConnected(upstream: Upstream): Promise<boolean> {
  return await new Promise((resolve) => {
    const request = { path: healthPath, metadata: {}, message: Buffer.alloc(0), deadline: performance.now() + longestProbe };
    upstream.call(request, (outcome) => {
      resolve(
        outcome.kind === 'response' ||
          (outcome.kind === 'rejected' && outcome.status !== grpcStatus.unavailable && outcome.status !== grpcStatus.deadlineExceeded),
      );
    });
  });
}
