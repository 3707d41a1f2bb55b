import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { sessionPath, type Session } from '../../../src/wrap/login/session.ts';
import { accessToken, login, logout, whoami, type LoginTarget } from '../../../src/wrap/wrap.ts';
import { logIn, loginTarget, loginWorld, type LoginWorld } from '../../support/login.ts';
import { startPersonProvider, type PersonProvider } from '../../support/person-provider.ts';

let provider: PersonProvider;
const hour = 3_600_000;
const lifetime = 600;

beforeAll(async () => {
  provider = await startPersonProvider({ lifetime });
});
afterEach(async () => {
  provider.fault = undefined;
  if (!provider.isOpen) await provider.open();
});
afterAll(async () => await provider.close());

async function loggedIn(): Promise<{ world: LoginWorld; target: LoginTarget; session: () => Session }> {
  const world = await loginWorld();
  const target = loginTarget(provider);
  await logIn(world, target);
  provider.asked.length = 0;
  world.said.length = 0;
  const session = () => JSON.parse(readFileSync(sessionPath(target, world.deps.env), 'utf8')) as Session;
  return { world, target, session };
}

test('a token that is still good asks nobody, and serves while the provider is away', async () => {
  const { world, target, session } = await loggedIn();
  await provider.close();
  expect(await accessToken(target, world.deps)).toBe(session().token);
  expect(provider.asked).toEqual([]);
});

test('a token that is about to end is renewed, and the refresh token with it', async () => {
  const { world, target, session } = await loggedIn();
  const before = session();
  world.clock.ahead = (lifetime - 61) * 1_000;
  expect(await accessToken(target, world.deps)).toBe(before.token);
  world.clock.ahead = (lifetime - 59) * 1_000;
  const token = await accessToken(target, world.deps);
  expect(token).not.toBe(before.token);
  expect(session()).toMatchObject({ token, subject: before.subject, groups: before.groups });
  expect(session().refreshToken).not.toBe(before.refreshToken);
  // Renewed again with the new one: the old one would be refused.
  world.clock.ahead += lifetime * 1_000;
  expect(await accessToken(target, world.deps)).not.toBe(token);
});

test('many at once renew once: a refresh token that is used twice would end the login', async () => {
  const { world, target } = await loggedIn();
  world.clock.ahead = lifetime * 1_000;
  const first = await accessToken(target, world.deps);
  expect(await Promise.all([1, 2, 3].map(async () => await accessToken(target, world.deps)))).toEqual([first, first, first]);
  expect(provider.asked.filter((request) => request === 'POST /token')).toHaveLength(1);
});

test('a login that the provider ends asks for a person, and the provider is left in peace', async () => {
  const { world, target } = await loggedIn();
  provider.revokeAll();
  world.clock.ahead = lifetime * 1_000;
  const message = `the login of ada@example.com is no longer renewed by ${provider.issuer}`;
  await expect(accessToken(target, world.deps)).rejects.toMatchObject({ code: 'LOGIN_NEEDED', exit: 3, message });
  provider.asked.length = 0;
  await expect(accessToken(target, world.deps)).rejects.toMatchObject({ code: 'LOGIN_NEEDED' });
  expect(provider.asked).toEqual([]);
  expect(await whoami(target, world.deps)).toMatchObject({ subject: 'ada@example.com', isExpired: true, isRenewable: false });
});

test('without a refresh token a login ends with its token', async () => {
  const world = await loginWorld();
  const target = loginTarget(provider, { scopes: ['openid', 'email'] });
  await logIn(world, target);
  expect(await whoami(target, world.deps)).toMatchObject({ isRenewable: false });
  world.clock.ahead = (lifetime - 30) * 1_000;
  expect(await accessToken(target, world.deps)).toBeTruthy();
  world.clock.ahead = (lifetime + 1) * 1_000;
  await expect(accessToken(target, world.deps)).rejects.toMatchObject({
    code: 'LOGIN_NEEDED',
    message: 'the login of ada@example.com has ended',
  });
});

test.each<{ title: string; away: () => Promise<void> }>([
  { title: 'is gone', away: async () => await provider.close() },
  { title: 'answers 503', away: async () => await answerAll(503) },
  { title: 'answers 429', away: async () => await answerAll(429) },
])('a provider that $title: what is left of a token serves, then the person is told to try again', async ({ away }) => {
  const { world, target, session } = await loggedIn();
  const before = session();
  await away();
  world.clock.ahead = (lifetime - 30) * 1_000;
  expect(await accessToken(target, world.deps)).toBe(before.token);
  world.clock.ahead = lifetime * 1_000;
  await expect(accessToken(target, world.deps)).rejects.toMatchObject({ code: 'LOGIN_UNAVAILABLE', exit: 4 });
  expect(session()).toEqual(before);
});

async function answerAll(status: number): Promise<void> {
  provider.fault = (_, response) => {
    response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>later</h1>');
    return true;
  };
  await Promise.resolve();
}

test.each([
  { title: 'ahead', ahead: 3 * hour, says: '3 h ahead of' },
  { title: 'behind', ahead: -50 * hour, says: '2 d 2 h behind' },
])('a clock that is hours $title is told, and does no harm', async ({ ahead, says }) => {
  const world = await loginWorld();
  const target = loginTarget(provider);
  world.clock.ahead = ahead;
  const { outcome } = await logIn(world, target);
  expect(outcome).toMatchObject({ subject: 'ada@example.com' });
  expect(world.said.filter((line) => line.startsWith('warning'))).toEqual([
    `warning: this machine's clock is ${says} that of ${provider.issuer}; set it`,
  ]);
  provider.asked.length = 0;
  const token = await accessToken(target, world.deps);
  expect(provider.asked).toEqual([]);
  // Once it is set right, what was noted by it no longer counts.
  world.clock.ahead = 0;
  expect(await accessToken(target, world.deps)).not.toBe(token);
  expect(provider.asked).toContain('POST /token');
});

test('logging out ends the login here and at the provider', async () => {
  const { world, target, session } = await loggedIn();
  const kept = session();
  expect(await logout(target, world.deps)).toEqual({ subject: 'ada@example.com', wasThere: true, notTold: undefined });
  expect(await whoami(target, world.deps)).toBeUndefined();
  await expect(accessToken(target, world.deps)).rejects.toMatchObject({
    code: 'LOGIN_NEEDED',
    message: `you are not logged in at ${provider.issuer}`,
  });
  // Somebody who has kept a copy cannot renew it.
  writeFileSync(sessionPath(target, world.deps.env), JSON.stringify(kept), { mode: 0o600 });
  world.clock.ahead = lifetime * 1_000;
  await expect(accessToken(target, world.deps)).rejects.toMatchObject({ code: 'LOGIN_NEEDED' });
  expect(await logout(target, world.deps)).toMatchObject({ wasThere: true });
  expect(await logout(target, world.deps)).toEqual({ subject: undefined, wasThere: false, notTold: undefined });
});

test('logging out while the provider is away forgets the login, and says that the provider does not know', async () => {
  const { world, target } = await loggedIn();
  await provider.close();
  expect(await logout(target, world.deps)).toMatchObject({
    subject: 'ada@example.com',
    wasThere: true,
    notTold: expect.stringContaining('does not answer: connect ECONNREFUSED'),
  });
  expect(await whoami(target, world.deps)).toBeUndefined();
});

test('a provider that cannot do something says so before anybody is troubled', async () => {
  const plain = await startPersonProvider({ features: { deviceFlow: false, revocation: false } });
  try {
    const world = await loginWorld();
    const target = loginTarget(plain);
    await expect(login(target, { flow: 'device', opens: false }, world.deps)).rejects.toMatchObject({
      code: 'LOGIN_MISCONFIGURED',
      message: `${plain.issuer} offers no device login`,
    });
    await logIn(world, target, { flow: 'browser' });
    expect(await logout(target, world.deps)).toMatchObject({ notTold: `${plain.issuer} revokes no tokens; they end by themselves` });
  } finally {
    await plain.close();
  }
});
