import { afterEach, beforeEach } from 'vitest';
import { createBudget, type Budget } from '../../../src/proxy/transport/budget.ts';
import type { Upstream, UpstreamOutcome, UpstreamRequest } from '../../../src/proxy/transport/transport.ts';
import { createUpstream } from '../../../src/proxy/transport/upstream.ts';
import type { UpstreamLimits } from '../../../src/proxy/transport/upstream-limits.ts';
import { startFakeFrontend, type FakeFrontend } from './fake-frontend.ts';

export const echoRequest: UpstreamRequest = { path: '/test/Echo', metadata: {}, message: Buffer.from('hello'), deadline: undefined };

export interface FakeFrontendWorld {
  /** A new one for each test; another that a test puts here before `start` is taken instead. */
  budget: Budget;
  /** There once `start` has ended, like `upstream`. */
  frontend: FakeFrontend;
  upstream: Upstream;
  start: (limits?: Partial<UpstreamLimits>, settings?: Parameters<typeof startFakeFrontend>[0]) => Promise<void>;
  call: (own?: Partial<UpstreamRequest>) => Promise<UpstreamOutcome>;
}

/** An upstream before a fake frontend, for the tests of the file that calls this. What a test puts in their place is closed too. */
export function beforeFakeFrontend(): FakeFrontendWorld {
  const world = {
    async start(limits = {}, settings = {}) {
      const { budget } = world;
      world.frontend = await startFakeFrontend(settings);
      world.upstream = createUpstream({ addresses: [world.frontend.address], credentials: { apiKey: 'secret' }, budget, limits });
    },
    call: (own = {}) => new Promise((resolve) => void world.upstream.call({ ...echoRequest, ...own }, resolve)),
  } as FakeFrontendWorld;
  beforeEach(() => {
    world.budget = createBudget(200_000_000);
  });
  afterEach(async () => {
    await world.upstream.close();
    await world.frontend.close();
  });
  return world;
}
