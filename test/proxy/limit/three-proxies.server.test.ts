import { temporal } from '@temporalio/proto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { build, type BuildOptions } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { redisScripts } from '../../../src/adapters/redis.ts';
import { outsideLimits, startFlows, statusesOf, type Flow, type Told } from '../../support/limited-load.ts';
import { projectRoot } from '../../support/packed.ts';
import type { ProxyFile } from '../../support/proxy-config.ts';
import { startFakeUpstream, type FakeUpstream } from '../../support/proxy-fake-upstream.ts';
import { startProxy, startReplica, type ProxyProcess } from '../../support/proxy.ts';
import { startRedis, type RedisServer } from '../../support/redis-server.ts';
import { sharedFolder } from '../../support/shared-folder.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const binary = requireTool('redis-server') ?? '';
const limit = 100;
const callerLimit = 40;
const backfillShare = 0.5;
const rights = ['read', 'query', 'start', 'signal', 'terminate', 'operate', 'work', 'decode'];
const policy = {
  apiVersion: 'managed-temporal.dev/v1',
  kind: 'Policy',
  metadata: { name: 'shared-limits' },
  spec: {
    roles: [{ name: 'team', description: 'All that a team does.', allow: [{ rights }] }],
    grants: [{ role: 'team', to: [{ subject: 'team-*' }], namespaces: ['*'] }],
    limits: {
      namespaces: [{ namespaces: ['images'], requestsPerSecond: limit, burst: 30, backfillShare }],
      callers: [{ to: [{ subject: 'team-videos' }], namespaces: ['*'], requestsPerSecond: callerLimit, burst: 12 }],
    },
  },
};

/** The program with what the build makes of its dependencies, apart from `dist`. */
async function builtProgram(outdir: string): Promise<[string, string]> {
  const { options } = (await import(pathToFileURL(join(projectRoot, 'build.config.mjs')).href)) as { options: BuildOptions };
  await build({ ...options, entryPoints: { machine: 'src/cli/platform-machine.ts' }, outdir, outExtension: { '.js': '.mjs' } });
  const program = join(outdir, 'program.mjs');
  const tool = { name: 'temporal-platform', version: '0.0.0', root: projectRoot };
  await writeFile(
    program,
    `import { runPlatformOnThisMachine } from './machine.mjs';
     process.exitCode = await runPlatformOnThisMachine(process.argv.slice(2), ${JSON.stringify(tool)});`,
  );
  return [process.execPath, program];
}

/** Lets so many milliseconds pass; from when until when. */
async function during(milliseconds: number): Promise<[number, number]> {
  const from = performance.now();
  await sleep(milliseconds);
  return [from, performance.now()];
}

/** Reads a refusal as SDKs do. */
function exhausted({ details }: Told) {
  const typeUrl = 'type.googleapis.com/temporal.api.errordetails.v1.ResourceExhaustedFailure';
  const failure = details.subarray(details.indexOf(typeUrl) + typeUrl.length + 2);
  const { cause, scope } = temporal.api.errordetails.v1.ResourceExhaustedFailure.decode(failure);
  return { cause, scope };
}

describeWith(['redis-server'], 'three proxies that share limits through Redis', () => {
  const folder = sharedFolder();
  let upstream: FakeUpstream;
  let redis: RedisServer;
  let proxies: ProxyProcess[] = [];

  const sharing = (whenUnavailable: 'open' | 'closed') => (config: ProxyFile) => ({
    ...config,
    spec: {
      ...config.spec,
      access: { documents: [join(folder(), 'policy.yaml')] },
      rateLimits: { store: { kind: 'redis' as const, url: redis.url, whenUnavailable }, wait: '2s', backfillWait: '2s' },
    },
  });

  beforeAll(async () => {
    await writeFile(join(folder(), 'policy.yaml'), stringify(policy));
    const command = await builtProgram(folder());
    upstream = await startFakeUpstream();
    redis = await startRedis(binary);
    const first = await startProxy({ upstream: upstream.address, command, change: sharing('open') });
    proxies = [first];
    const others = [1, 2].map(async () => await startReplica(first, { command, change: sharing('open') }));
    proxies.push(...(await Promise.all(others)));
  });
  afterAll(async () => {
    for (const proxy of proxies.toReversed()) await proxy.close();
    await redis?.kill();
    await upstream?.close();
  });

  const start = (...flows: Flow[]) =>
    startFlows(
      proxies.map(({ address }) => address),
      flows,
    );
  /** What each of them has last said of Redis. */
  const saidOfStore = () => proxies.map(({ log }) => [...log().matchAll(/"limit-store-(away|back)"/g)].at(-1)?.[1]);
  const expectStore = async (state: 'away' | 'back') => await expect.poll(saidOfStore, { timeout: 10_000 }).toEqual([state, state, state]);

  test('let through what the limits of namespace and caller allow, before Redis is killed and after it is back, and no call fails of it', async () => {
    const load = start(
      { name: 'images', namespace: 'images', perSecond: [65, 65, 65] },
      { name: 'videos', namespace: 'videos', perSecond: [25, 25, 25] },
      { name: 'reports', namespace: 'images', perSecond: [10, 10, 10], method: 'RespondWorkflowTaskCompleted' },
    );
    const limits = { images: limit, videos: callerLimit };
    expect(await outsideLimits(load, limits)).toEqual({});
    await redis.kill();
    await expectStore('away');
    await sleep(1_000);
    await redis.restart();
    await expectStore('back');
    expect(await outsideLimits(load, limits)).toEqual({});
    const told = await load.stop();
    expect([statusesOf(told, 'images'), statusesOf(told, 'videos'), statusesOf(told, 'reports')]).toEqual([[0, 8], [0, 8], [0]]);
    const refusals = new Map(told.filter(({ status }) => status === 8).map((call) => [call.message, exhausted(call)]));
    const { RESOURCE_EXHAUSTED_CAUSE_RPS_LIMIT: cause } = temporal.api.enums.v1.ResourceExhaustedCause;
    const { RESOURCE_EXHAUSTED_SCOPE_NAMESPACE: scope } = temporal.api.enums.v1.ResourceExhaustedScope;
    expect(refusals).toEqual(
      new Map([
        [`The limit of namespace images is used up: ${limit} calls a second.`, { cause, scope }],
        [`The limit of this caller in namespace videos is used up: ${callerLimit} calls a second.`, { cause, scope }],
      ]),
    );
  });

  test('leave the whole limit to the one that is asked', async () => {
    const load = start({ name: 'images', namespace: 'images', perSecond: [200, 0, 0] });
    expect(await outsideLimits(load, { images: limit })).toEqual({});
    await load.stop();
  });

  test('give backfill its share, wherever it comes in, and live calls all they ask for', async () => {
    const headers = { 'temporal-proxy-traffic': 'backfill' };
    const load = start(
      { name: 'live', namespace: 'images', perSecond: [15, 15, 15] },
      { name: 'backfill', namespace: 'images', perSecond: [0, 80, 20], headers },
    );
    expect(await outsideLimits(load, { backfill: limit * backfillShare })).toEqual({});
    const told = await load.stop();
    expect(statusesOf(told, 'live')).toEqual([0]);
    expect(told.find(({ status }) => status === 8)?.message).toMatch(/^Backfill in namespace images uses what live calls leave/);
  });

  test('go on while Redis holds its answers back, without a call that fails', async () => {
    const load = start({ name: 'images', namespace: 'images', perSecond: [25, 25, 25] });
    await during(500);
    redis.pause();
    await expectStore('away');
    await during(500);
    redis.resume();
    await expectStore('back');
    await during(300);
    expect(statusesOf(await load.stop(), 'images')).toEqual([0]);
  });

  test('do not take Redis to be away because they have stood still themselves', async () => {
    const scripts = redisScripts({ url: redis.url, timeout: 100 });
    await scripts.run('return 1', []);
    const answered = scripts.run('return ARGV[1]', [{ keys: ['a'], args: ['answered'] }]);
    await new Promise(setImmediate);
    for (const until = performance.now() + 200; performance.now() < until;);
    expect(await answered).toEqual(['answered']);
    scripts.close();
  });

  test('refuse what is limited while Redis is away, where that is configured, and nothing else', async () => {
    for (const proxy of proxies) {
      await proxy.rewrite(sharing('closed'));
      proxy.signal('SIGHUP');
    }
    await expect.poll(() => proxies.every(({ log }) => log().includes('"reloaded"')), { timeout: 10_000 }).toBe(true);
    const load = start(
      { name: 'images', namespace: 'images', perSecond: [30, 30, 30] },
      { name: 'reports', namespace: 'images', perSecond: [10, 10, 10], method: 'RespondWorkflowTaskCompleted' },
    );
    await during(300);
    await redis.kill();
    await expectStore('away');
    const away = await during(500);
    await redis.restart();
    await expectStore('back');
    const back = await during(700);
    const told = await load.stop();
    expect(statusesOf(told, 'images', away)).toEqual([14]);
    expect(statusesOf(told, 'images', back)).toContain(0);
    expect([statusesOf(told, 'images'), statusesOf(told, 'reports')]).toEqual([[0, 14], [0]]);
    expect(told.find(({ status }) => status === 14)?.message).toMatch(/^This proxy does not know how much of the limit is left/);
  });
});
