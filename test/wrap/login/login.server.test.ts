import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { sessionPath } from '../../../src/wrap/login/session.ts';
import { accessToken, login, whoami } from '../../../src/wrap/wrap.ts';
import { authenticate, authenticatorOf, jwtSource } from '../../support/identities.ts';
import { audience } from '../../support/issuer.ts';
import { logIn, loginPage, loginTarget, loginWorld, told } from '../../support/login.ts';
import { clientId, groups } from '../../support/login-client.ts';
import { startPersonProvider, type PersonProvider } from '../../support/person-provider.ts';
import { webPerson } from '../../support/web-person.ts';

let provider: PersonProvider;

beforeAll(async () => {
  provider = await startPersonProvider();
});
afterEach(() => {
  provider.fault = undefined;
});
afterAll(async () => await provider.close());

test.each(['device', 'browser'] as const)('a person logs in by %s, and the proxy takes the token with its groups', async (flow) => {
  const world = await loginWorld();
  const target = loginTarget(provider);
  const { outcome, page } = await logIn(world, target, { flow });
  expect(outcome).toMatchObject({ subject: 'ada@example.com', groups });
  expect(page).toMatchObject({ status: 200, text: expect.stringContaining(flow === 'browser' ? 'You are logged in' : 'logged in') });
  const token = await accessToken(target, world.deps);
  expect(decodeJwt(token)).toMatchObject({ aud: audience, iss: provider.issuer });
  const source = jwtSource({ url: provider.issuer }, { subjectClaim: 'email' });
  const identity = { subject: 'ada@example.com', groups: new Set(groups), kind: 'person' };
  expect(await authenticate(authenticatorOf([source]), token)).toMatchObject({ kind: 'authenticated', identity });
});

test('a login is kept for its person alone, and in no message', async () => {
  const world = await loginWorld();
  const target = loginTarget(provider);
  await logIn(world, target);
  const path = sessionPath(target, world.deps.env);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  expect(readdirSync(dirname(path))).toHaveLength(1);
  const { token, refreshToken } = JSON.parse(readFileSync(path, 'utf8')) as { token: string; refreshToken: string };
  expect(world.said.join('\n')).not.toContain(token.slice(-20));
  expect(world.said.join('\n')).not.toContain(refreshToken);
  expect(await whoami(target, world.deps)).toMatchObject({
    subject: 'ada@example.com',
    groups,
    tokenKind: 'access',
    isExpired: false,
    isRenewable: true,
  });
});

test('a provider that makes no JWT for the proxy is asked for an ID token, which the proxy takes if it is for the client', async () => {
  const world = await loginWorld();
  const target = loginTarget(provider, { audience: clientId, resource: undefined });
  const { outcome } = await logIn(world, target);
  expect(outcome).toMatchObject({ subject: 'ada@example.com', tokenKind: 'id', groups });
  const source = jwtSource({ url: provider.issuer }, { subjectClaim: 'email', audiences: [clientId] });
  expect(await authenticate(authenticatorOf([source]), await accessToken(target, world.deps))).toMatchObject({ kind: 'authenticated' });
});

test('a token that is not for the proxy is not kept', async () => {
  const world = await loginWorld();
  const target = loginTarget(provider, { audience: 'another-proxy', resource: undefined });
  const { outcome } = await logIn(world, target);
  expect(outcome).toMatchObject({ code: 'LOGIN_MISCONFIGURED', message: expect.stringContaining('the proxy wants one for another-proxy') });
  expect(await whoami(target, world.deps)).toBeUndefined();
});

test.each(['device', 'browser'] as const)('a person who says no at the %s login is taken at their word', async (flow) => {
  const world = await loginWorld();
  const target = loginTarget(provider);
  const { outcome } = await logIn(world, target, { flow, denies: true });
  expect(outcome).toMatchObject({ code: 'LOGIN_REFUSED', exit: 3, message: expect.stringContaining('access_denied') });
  expect(await whoami(target, world.deps)).toBeUndefined();
});

test('polling keeps to the interval, slows down when told to, and waits out a provider that fails', async () => {
  const world = await loginWorld();
  const ended = login(loginTarget(provider), { flow: 'device', opens: false }, world.deps);
  const [, address = '', code = ''] = await told(world, /Open (\S+) and enter (\S+)/);
  let answers = ['slow_down', 'failure'];
  provider.fault = (path, response) => {
    const answer = path === '/token' ? answers.shift() : undefined;
    if (answer === undefined) return false;
    response.writeHead(answer === 'failure' ? 502 : 400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: answer }));
    return true;
  };
  while (answers.length > 0) await told(world, /Open/).then(async () => await new Promise(setImmediate));
  await webPerson({ login: 'ada@example.com', password: 'x', user_code: code }).visit(address);
  expect(await ended).toMatchObject({ subject: 'ada@example.com' });
  const changes = world.waits.filter((wait, index) => wait !== world.waits[index - 1]);
  expect(changes).toEqual([5_000, 10_000, 20_000]);
});

test('a code that nobody enters runs out', async () => {
  const world = await loginWorld();
  const ended = login(loginTarget(provider), { flow: 'device', opens: false }, world.deps);
  await told(world, /and enter/);
  world.clock.ahead += 601_000;
  await expect(ended).rejects.toMatchObject({ code: 'LOGIN_REFUSED', message: 'the code was not entered in time' });
});

test('the loopback port answers its own login once, and nobody else', async () => {
  const world = await loginWorld();
  const ended = login(loginTarget(provider), { flow: 'browser', opens: true }, world.deps);
  const [page] = await told(world, loginPage);
  expect(world.opened.map(String)).toEqual([page]);
  const back = new URL(new URL(page).searchParams.get('redirect_uri') ?? '');
  expect(back.hostname).toBe('127.0.0.1');
  const { address } = await webPerson({ login: 'ada@example.com', password: 'x' }).visit(page, { stopAt: back.href });
  expect(await statusOf(new URL('/', back).href)).toBe(404);
  expect(await statusOf(address, 'POST')).toBe(404);
  const forged = new URL(address);
  forged.searchParams.set('state', 'a-state-of-somebody-else');
  expect(await statusOf(forged.href)).toBe(400);
  expect(await statusOf(`${back.href}?error=access_denied`)).toBe(400);
  expect(await statusOf(address)).toBe(200);
  expect(await ended).toMatchObject({ subject: 'ada@example.com' });
  await expect(fetch(back)).rejects.toThrow('fetch failed');
});

test('an error that the provider sends back is told, in the terminal and on the page', async () => {
  const world = await loginWorld();
  const ended = login(loginTarget(provider), { flow: 'browser', opens: true }, world.deps);
  const { searchParams } = new URL((await told(world, loginPage))[0]);
  const answer = new URLSearchParams({
    state: searchParams.get('state') ?? '',
    iss: provider.issuer,
    error: 'server_error',
    error_description: 'bad\u001b[2Jday',
  });
  const [outcome, page] = await Promise.all([
    ended.catch((error: unknown) => error),
    fetch(`${searchParams.get('redirect_uri')}?${answer.toString()}`),
  ]);
  expect(outcome).toMatchObject({ code: 'LOGIN_UNAVAILABLE', exit: 4 });
  expect(await page.text()).toContain('You are not logged in');
});

test('a code of somebody else is worth nothing: it is bound to the login that asked for it', async () => {
  const [world, other] = [await loginWorld(), await loginWorld()];
  const ended = login(loginTarget(provider), { flow: 'browser', opens: false }, world.deps);
  const mine = new URL((await told(world, loginPage))[0]).searchParams;
  const strangers = login(loginTarget(provider), { flow: 'browser', opens: false }, other.deps).catch((error: unknown) => error);
  const [page] = await told(other, loginPage);
  const { address } = await webPerson({ login: 'eve@example.com', password: 'x' }).visit(page, {
    stopAt: new URL(page).searchParams.get('redirect_uri') ?? '',
  });
  const injected = new URL(address);
  injected.searchParams.set('state', mine.get('state') ?? '');
  const [outcome] = await Promise.all([ended.catch((error: unknown) => error), fetch(`${mine.get('redirect_uri')}${injected.search}`)]);
  expect(outcome).toMatchObject({ code: 'LOGIN_REFUSED', message: expect.stringContaining('invalid_grant') });
  other.interrupt.abort();
  expect(await strangers).toMatchObject({ code: 'INTERRUPTED' });
});

test('Ctrl-C while a code is waited for ends the login, and nothing is kept', async () => {
  const world = await loginWorld();
  const target = loginTarget(provider);
  const ended = login(target, { flow: 'device', opens: true }, world.deps);
  await told(world, /and enter/);
  world.interrupt.abort();
  await expect(ended).rejects.toMatchObject({ code: 'INTERRUPTED', exit: 130 });
  expect(await whoami(target, world.deps)).toBeUndefined();
});

test('Ctrl-C while a browser is waited for ends the login, and nobody listens any more', async () => {
  const world = await loginWorld();
  const target = loginTarget(provider);
  const ended = login(target, { flow: 'browser', opens: true }, world.deps);
  const back = new URL((await told(world, loginPage))[0]).searchParams.get('redirect_uri') ?? '';
  world.interrupt.abort();
  await expect(ended).rejects.toMatchObject({ code: 'INTERRUPTED', exit: 130 });
  await expect(fetch(back)).rejects.toThrow('fetch failed');
  expect(await whoami(target, world.deps)).toBeUndefined();
});

async function statusOf(url: string, method = 'GET'): Promise<number> {
  return (await fetch(url, { method })).status;
}
