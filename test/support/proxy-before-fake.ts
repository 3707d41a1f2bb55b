import { afterAll, beforeAll } from 'vitest';
import { startFakeUpstream, type FakeUpstream } from './proxy-fake-upstream.ts';
import { startProxy, type ProxyProcess } from './proxy.ts';

/** Both are there once the tests begin. */
export interface ProxyBeforeFake {
  upstream: FakeUpstream;
  proxy: ProxyProcess;
}

/** A running proxy before a fake upstream, one for all tests of the block that calls this. */
export function proxyBeforeFake(): ProxyBeforeFake {
  const world: Partial<ProxyBeforeFake> = {};
  beforeAll(async () => {
    world.upstream = await startFakeUpstream();
    world.proxy = await startProxy({ upstream: world.upstream.address });
  });
  afterAll(async () => {
    await world.proxy?.close();
    await world.upstream?.close();
  });
  return world as ProxyBeforeFake;
}
