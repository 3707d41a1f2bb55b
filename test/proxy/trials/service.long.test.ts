import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporal as api } from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { audience, startIssuer } from '../../support/issuer.ts';
import { callWith, openCaller, type Caller } from '../../support/proxy-caller.ts';
import { place, tokenOf, type ProxyFile } from '../../support/proxy-config.ts';
import { proxyBeforeFake } from '../../support/proxy-before-fake.ts';
import { roundTrip, startProbe } from '../../support/proxy-probe.ts';
import { startReplica } from '../../support/proxy.ts';

const status = { ok: 0, invalidArgument: 3, unimplemented: 12, unauthenticated: 16 } as const;

describe('a running proxy', () => {
  const world = proxyBeforeFake();
  let caller: Caller;

  beforeAll(() => {
    caller = openCaller(world.proxy.address);
  });
  afterAll(() => caller?.close());

  const query = api.api.workflowservice.v1.QueryWorkflowRequest.encode({ namespace: 'images', query: { queryType: 'echo' } }).finish();
  const ask = async (token: string, on = caller) => (await on.call(callWith(query, { path: 'QueryWorkflow', token }))).status;

  test('refuses a field and a method it does not know, and goes on', async () => {
    const token = tokenOf('images');
    const unknownField = Buffer.concat([query, Buffer.from([0xfa, 0x7f, 1, 65])]);
    expect(await caller.call(callWith(unknownField, { path: 'QueryWorkflow', token }))).toMatchObject({ status: status.invalidArgument });
    expect(await caller.call(callWith(query, { path: 'ReadMinds', token }))).toMatchObject({ status: status.unimplemented });
    expect(await roundTrip(caller)).toBeUndefined();
  });

  test('takes a new config while calls run, keeps the old one when it is wrong, and fails no call', async () => {
    const probe = startProbe(world.proxy.address);
    expect(await ask('another')).toBe(status.unauthenticated);
    await world.proxy.rewrite((file) => withToken(file, 'another'));
    world.proxy.signal('SIGHUP');
    await expect.poll(() => ask('another'), { timeout: 20_000 }).toBe(status.ok);
    const before = world.proxy.log().length;
    await world.proxy.rewrite((file) => ({ ...file, spec: { ...file.spec, upstreams: [] } }));
    world.proxy.signal('SIGHUP');
    await expect.poll(() => world.proxy.log().slice(before), { timeout: 20_000 }).toContain('upstreams');
    expect(await ask('another')).toBe(status.ok);
    await world.proxy.rewrite((file) => file);
    await expect.poll(() => ask('another'), { timeout: 20_000 }).toBe(status.unauthenticated);
    expect((await probe.stop()).failed).toEqual([]);
  });

  test('loses no call when its upstream says GOAWAY again and again', async () => {
    const probes = [1, 2, 3, 4].map(() => startProbe(world.proxy.address));
    for (let turn = 0; turn < 20; turn++) {
      await sleep(50);
      world.upstream.goAway();
    }
    for (const probe of probes) expect((await probe.stop()).failed).toEqual([]);
  });

  test('forgives a clock that is wrong by less than the skew it is told to', async () => {
    const issuer = await startIssuer();
    const identity = { kind: 'jwt' as const, name: 'people', issuer: issuer.url, audiences: [audience], clockSkew: '60s', place };
    const grants = [{ subject: '*', namespaces: ['images'] }];
    const replica = await startReplica(world.proxy, {
      change: ({ spec, ...file }) => ({ ...file, spec: { ...spec, identities: [{ ...identity, grants }] } }),
    });
    const other = openCaller(replica.address);
    const now = Math.floor(Date.now() / 1000);
    const tokens = {
      fresh: await issuer.token(),
      justOver: await issuer.token({ exp: now - 20 }),
      longOver: await issuer.token({ exp: now - 120 }),
      soon: await issuer.token({ nbf: now + 20 }),
      notYet: await issuer.token({ nbf: now + 300 }),
    };
    const told = await Promise.all(Object.values(tokens).map((token) => ask(token, other)));
    other.close();
    await replica.close();
    expect(told).toEqual([status.ok, status.ok, status.unauthenticated, status.ok, status.unauthenticated]);
  });
});

function withToken(file: ProxyFile, token: string): ProxyFile {
  const sha256 = createHash('sha256').update(token).digest('hex');
  const tokens = [{ subject: 'another', sha256, namespaces: ['images'] }];
  return { ...file, spec: { ...file.spec, identities: [...file.spec.identities, { kind: 'static', name: 'more', place, tokens }] } };
}
