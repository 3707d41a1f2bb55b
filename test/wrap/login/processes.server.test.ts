import { existsSync, readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sessionPath } from '../../../src/wrap/login/session.ts';
import { loginProcesses } from '../../support/login-processes.ts';
import { logIn, loginTarget, loginWorld } from '../../support/login.ts';
import { startPersonProvider, type PersonProvider } from '../../support/person-provider.ts';
import { webPerson } from '../../support/web-person.ts';

let provider: PersonProvider;
const lifetime = 600;

beforeAll(async () => {
  provider = await startPersonProvider({ lifetime });
});
afterAll(async () => await provider.close());

test('processes that find the token at its end renew it once between them, and none loses the login', async () => {
  const world = await loginWorld();
  const target = loginTarget(provider);
  await logIn(world, target);
  const wrap = await loginProcesses(target, world.deps.env);
  provider.asked.length = 0;
  const clockAhead = lifetime * 1_000;
  const outcomes = await Promise.all([1, 2, 3, 4].map(async () => await wrap.start(['token'], { clockAhead }).ended));
  expect(new Set(outcomes.map(({ code, stdout }) => `${code} ${stdout.length > 100}`))).toEqual(new Set(['0 true']));
  expect(new Set(outcomes.map(({ stdout }) => stdout)).size).toBe(1);
  expect(provider.asked.filter((request) => request === 'POST /token')).toHaveLength(1);
  // What the one has kept is good for the next time.
  expect(await wrap.start(['token'], { clockAhead: 2 * clockAhead }).ended).toMatchObject({ code: 0 });
});

test('a process that is killed in the middle of a renewal holds up nobody', async () => {
  const world = await loginWorld();
  const target = loginTarget(provider);
  await logIn(world, target);
  const wrap = await loginProcesses(target, world.deps.env);
  const asked = new Promise<void>((resolve) => {
    provider.fault = (path) => {
      if (path !== '/token') return false;
      resolve();
      return true;
    };
  });
  const clockAhead = lifetime * 1_000;
  const first = wrap.start(['token'], { clockAhead });
  await asked;
  first.child.kill('SIGKILL');
  await first.ended;
  provider.fault = undefined;
  expect(await wrap.start(['token'], { clockAhead }).ended).toMatchObject({ code: 0 });
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends a login at once, with nothing kept', async (signal) => {
  const world = await loginWorld();
  const target = loginTarget(provider);
  const wrap = await loginProcesses(target, world.deps.env);
  const running = wrap.start(['login', '--browser', '--no-open']);
  const [address] = await running.says(/http\S+\/auth\?\S+(?=\n)/);
  running.child.kill(signal);
  expect(await running.ended).toMatchObject({ code: 130, stdout: '' });
  const back = new URL(address).searchParams.get('redirect_uri') ?? '';
  await expect(fetch(back)).rejects.toThrow('fetch failed');
  expect(readdirSync(dirname(sessionPath(target, world.deps.env)))).toEqual([]);
});

/** Gives a program a terminal, and closes it once the program has said something; exits 100 and the number of the signal that the program dies of. */
const closingTerminal = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
text = b''
while b'and enter' not in text:
    text += os.read(terminal, 4096)
os.close(terminal)
sys.exit(100 + os.WTERMSIG(os.waitpid(pid, 0)[1]))
`;

test('a terminal that is closed during a login ends it in order', async () => {
  const world = await loginWorld();
  const target = loginTarget(provider);
  const wrap = await loginProcesses(target, world.deps.env);
  const below = ['python3', '-c', closingTerminal];
  expect(await wrap.start(['login', '--device'], { below }).ended).toMatchObject({ code: 100 + constants.signals.SIGHUP });
  expect(readdirSync(dirname(sessionPath(target, world.deps.env)))).toEqual([]);
});

test('the whole way of a person: not logged in, logged in, who am I, logged out', async () => {
  const world = await loginWorld();
  const target = loginTarget(provider);
  const wrap = await loginProcesses(target, world.deps.env);
  const before = wrap.start(['whoami']);
  expect(await before.ended).toEqual({
    code: 1,
    stdout: `not logged in at ${provider.issuer}\nproxy   proxy.example.com:7233 (staging, eu)\n`,
  });
  const running = wrap.start(['login', '--browser', '--no-open']);
  const [address] = await running.says(/http\S+\/auth\?\S+(?=\n)/);
  await webPerson({ login: 'ada@example.com', password: 'x' }).visit(address);
  expect(await running.ended).toEqual({ code: 0, stdout: '  logged in as ada@example.com (team-images, support)\n' });
  const { stdout } = await wrap.start(['whoami', '--json']).ended;
  expect(JSON.parse(stdout)).toEqual({
    schemaVersion: 1,
    isLoggedIn: true,
    subject: 'ada@example.com',
    groups: ['team-images', 'support'],
    issuer: provider.issuer,
    environment: 'staging',
    region: 'eu',
    proxy: 'proxy.example.com:7233',
    token: { kind: 'access', audience: 'temporal-proxy', expiresAt: expect.any(String), isExpired: false, isRenewable: true },
  });
  expect((await wrap.start(['whoami']).ended).stdout).toContain('ada@example.com (team-images, support)\nissuer ');
  expect(await wrap.start(['logout']).ended).toEqual({ code: 0, stdout: 'logged out ada@example.com\n' });
  expect(existsSync(sessionPath(target, world.deps.env))).toBe(false);
  const denied = wrap.start(['token']);
  expect(await denied.ended).toEqual({ code: 3, stdout: '' });
  expect(denied.output()).toContain('error LOGIN_NEEDED  you are not logged in');
  expect((await wrap.start(['login', '--device', '--browser']).ended).code).toBe(2);
});
