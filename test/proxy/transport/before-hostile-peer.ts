import { afterEach } from 'vitest';
import { createBudget } from '../../../src/proxy/transport/budget.ts';
import type { Upstream, UpstreamOutcome, UpstreamRequest } from '../../../src/proxy/transport/transport.ts';
import { createUpstream } from '../../../src/proxy/transport/upstream.ts';
import type { UpstreamLimits } from '../../../src/proxy/transport/upstream-limits.ts';
import { echoRequest } from './before-fake-frontend.ts';
import { startHostilePeer, type HostilePeer } from './hostile-peer.ts';

export interface HostilePeerWorld {
  /** There once `start` has ended, like `upstream`. */
  peer: HostilePeer;
  upstream: Upstream;
  /** What the upstream has told of its connections since `start`. */
  errors: string[];
  /** `hello` is what the peer says first, instead of its SETTINGS. */
  start: (limits?: Partial<UpstreamLimits>, hello?: Buffer) => Promise<void>;
  call: (own?: Partial<UpstreamRequest>) => Promise<UpstreamOutcome>;
}

/** An upstream before a peer that breaks the rules, for the tests of the file that calls this; each test starts its own. */
export function beforeHostilePeer(): HostilePeerWorld {
  const world = {
    async start(limits = {}, hello) {
      world.errors = [];
      world.peer = await startHostilePeer(hello);
      world.upstream = createUpstream({
        addresses: [world.peer.address],
        credentials: {},
        budget: createBudget(200_000_000),
        limits,
        onError: (error) => world.errors.push(error.message),
      });
    },
    call: (own = {}) => new Promise((resolve) => void world.upstream.call({ ...echoRequest, ...own }, resolve)),
  } as HostilePeerWorld;
  afterEach(async () => {
    await world.upstream.close();
    await world.peer.close();
  });
  return world;
}
