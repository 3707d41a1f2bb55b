import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { sessionFolder, sessionPath, type Session } from '../../../src/wrap/login/session.ts';
import { keepSession, preparePlace } from '../../../src/wrap/login/stored-session.ts';
import { accessToken, likelyFlow, login, logout, whoami, type LoginTarget } from '../../../src/wrap/wrap.ts';
import { loginTarget, loginWorld, type LoginWorld } from '../../support/login.ts';
import { describeWith } from '../../support/tools.ts';

const target = loginTarget({ issuer: 'https://127.0.0.1:1' });
let world: LoginWorld;
let path: string;

beforeEach(async () => {
  world = await loginWorld({
    fetch: async () => await Promise.reject(new Error('nobody is there')),
  });
  path = sessionPath(target, world.deps.env);
});

function session(changes: Partial<Record<keyof Session, unknown>> = {}): object {
  return {
    schemaVersion: 1,
    issuer: target.issuer,
    clientId: target.clientId,
    audience: target.audience,
    subject: 'ada@example.com',
    groups: ['team-images'],
    token: 'head.body.signature',
    tokenKind: 'access',
    obtainedAt: Date.now(),
    expiresAt: Date.now() + 600_000,
    ...changes,
  };
}

function put(content: object | string, mode = 0o600): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  chmodSync(path, mode);
}

test('a token that is good is given at once, and nothing is loaded for it', async () => {
  put(session());
  expect(await accessToken(target, { ...world.deps, outside: nothing })).toBe('head.body.signature');
});

test.each<{ title: string; content: object | string }>([
  { title: 'is cut off', content: JSON.stringify(session()).slice(0, 100) },
  { title: 'is empty', content: '' },
  { title: 'is a list', content: '[]' },
  { title: 'is null', content: 'null' },
  { title: 'is binary', content: '\u0000\u0001' },
  { title: 'is of a later version', content: session({ schemaVersion: 2 }) },
  { title: 'has a field too many', content: { ...session(), admin: true } },
  { title: 'has no token', content: session({ token: undefined }) },
  { title: 'has a token that breaks a header', content: session({ token: 'a.b.c\r\nx: y' }) },
  { title: 'has a token of its own kind', content: session({ tokenKind: 'any' }) },
  { title: 'has a time that is none', content: session({ expiresAt: '2999-01-01' }) },
  { title: 'has groups that are none', content: session({ groups: [1] }) },
  { title: 'is sealed, with nothing in it', content: { schemaVersion: 1, sealed: 7 } },
])('a file that $title is not used, and said to be unusable', async ({ content }) => {
  put(content);
  const error = {
    code: 'TOKEN_CACHE_UNUSABLE',
    exit: 2,
    message: `${path} is not what temporal-wrap has written`,
    hint: expect.stringContaining('login'),
  };
  await expect(accessToken(target, world.deps)).rejects.toMatchObject(error);
  await expect(whoami(target, world.deps)).rejects.toMatchObject(error);
  // Whatever it is, a person can get rid of it.
  expect(await logout(target, world.deps)).toMatchObject({ wasThere: true, notTold: error.message });
  await expect(accessToken(target, world.deps)).rejects.toMatchObject({ code: 'LOGIN_NEEDED' });
});

test.each([0o640, 0o604, 0o660, 0o622, 0o610])('a file of mode %o is refused', async (mode) => {
  put(session(), mode);
  await expect(accessToken(target, world.deps)).rejects.toMatchObject({
    code: 'TOKEN_CACHE_UNUSABLE',
    message: `${path} can be read by others, and a login is in it`,
    hint: expect.stringContaining(`chmod 600 ${path}`),
  });
});

test('a symbolic link and a folder in its place are refused, and a link is taken away without what it points to', async () => {
  const elsewhere = join(dirname(dirname(path)), 'elsewhere');
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(elsewhere, JSON.stringify(session()), { mode: 0o600 });
  symlinkSync(elsewhere, path);
  await expect(accessToken(target, world.deps)).rejects.toMatchObject({
    code: 'TOKEN_CACHE_UNUSABLE',
    message: `${path} is a symbolic link, and a login is in it`,
  });
  await logout(target, world.deps);
  expect(readFileSync(elsewhere, 'utf8')).toContain('head.body.signature');
  mkdirSync(path);
  await expect(accessToken(target, world.deps)).rejects.toMatchObject({
    code: 'TOKEN_CACHE_UNUSABLE',
    message: `${path} is no file, and a login is in it`,
  });
});

describeWith(['root'], 'a file that belongs to somebody else', () => {
  test('is refused', async () => {
    put(session());
    chownSync(path, 12_345, 12_345);
    await expect(accessToken(target, world.deps)).rejects.toMatchObject({
      code: 'TOKEN_CACHE_UNUSABLE',
      message: `${path} belongs to somebody else, and a login is in it`,
    });
  });
});

test('a folder that others may write to is refused before anybody logs in', async () => {
  const folder = sessionFolder(world.deps.env);
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o777);
  await expect(preparePlace(target, world.deps)).rejects.toThrow(`${folder} can be written by others, and logins are kept there`);
});

test.each<{ title: string; changes: Partial<Record<keyof Session, unknown>> }>([
  { title: 'issuer', changes: { issuer: 'https://id.evil.example.com' } },
  { title: 'client', changes: { clientId: 'another' } },
  { title: 'audience', changes: { audience: 'another' } },
])('a login of another $title is not shown to the proxy', async ({ changes }) => {
  put(session(changes));
  await expect(accessToken(target, world.deps)).rejects.toMatchObject({
    code: 'LOGIN_NEEDED',
    message: expect.stringContaining('is a login at'),
  });
});

test('logins for other clients, audiences and providers lie in files of their own', () => {
  const targets: LoginTarget[] = [
    target,
    { ...target, issuer: 'https://other.example.com' },
    { ...target, clientId: 'other' },
    { ...target, audience: 'other' },
    { ...target, resource: 'urn:other' },
  ];
  expect(new Set(targets.map((one) => sessionPath(one, world.deps.env))).size).toBe(targets.length);
});

test('a place that cannot be written is told before anybody logs in, and is no fault of the provider', async () => {
  const folder = sessionFolder(world.deps.env);
  mkdirSync(dirname(folder), { recursive: true });
  writeFileSync(folder, 'a file');
  const error = { code: 'TOKEN_CACHE_UNUSABLE', message: `${folder} cannot be changed (EEXIST)` };
  await expect(login(target, { flow: 'device', opens: false }, world.deps)).rejects.toMatchObject(error);
  await expect(logout(target, world.deps)).rejects.toMatchObject(error);
});

test('a disk that is full is told, and the login before is still there', async () => {
  put(session());
  const deps = { ...world.deps, ownFiles: { ...world.deps.ownFiles, writeOwn: noSpace } };
  await expect(keepSession(session() as Session, target, deps)).rejects.toMatchObject({
    code: 'TOKEN_CACHE_UNUSABLE',
    message: `${path} cannot be changed (ENOSPC)`,
  });
  expect(await accessToken(target, deps)).toBe('head.body.signature');
});

test('what a killed writer has left is replaced, and goes with the login', async () => {
  put(session());
  writeFileSync(`${path}.new`, 'half a log');
  await keepSession(session({ subject: 'eve@example.com' }) as Session, target, world.deps);
  expect(await whoami(target, world.deps)).toMatchObject({ subject: 'eve@example.com' });
  expect(readdirSync(dirname(path))).toHaveLength(1);
  writeFileSync(`${path}.new`, 'half a log');
  await logout(target, world.deps);
  expect(readdirSync(dirname(path))).toEqual([]);
});

test.each([
  { env: { HOME: '/home/ada' }, folder: '/home/ada/.local/state/managed-temporal/login' },
  { env: { HOME: '/home/ada', XDG_STATE_HOME: '/state' }, folder: '/state/managed-temporal/login' },
  { env: { HOME: '/home/ada', XDG_STATE_HOME: 'relative' }, folder: '/home/ada/.local/state/managed-temporal/login' },
])('with $env logins lie in $folder', ({ env, folder }) => {
  expect(sessionFolder(env)).toBe(folder);
});

test.each<{ title: string; env: Record<string, string>; platform: NodeJS.Platform; isInteractive: boolean; flow: string }>([
  { title: 'a desktop', env: { DISPLAY: ':0' }, platform: 'linux', isInteractive: true, flow: 'browser' },
  { title: 'Wayland', env: { WAYLAND_DISPLAY: 'wayland-0' }, platform: 'linux', isInteractive: true, flow: 'browser' },
  { title: 'a Mac', env: {}, platform: 'darwin', isInteractive: true, flow: 'browser' },
  { title: 'a Mac over SSH', env: { SSH_CONNECTION: '1' }, platform: 'darwin', isInteractive: true, flow: 'device' },
  { title: 'a forwarded display', env: { DISPLAY: ':10', SSH_TTY: '/dev/pts/0' }, platform: 'linux', isInteractive: true, flow: 'device' },
  { title: 'a console', env: {}, platform: 'linux', isInteractive: true, flow: 'device' },
  { title: 'a script', env: { DISPLAY: ':0' }, platform: 'linux', isInteractive: false, flow: 'device' },
])('on $title one logs in by $flow', ({ env, platform, isInteractive, flow }) => {
  expect(likelyFlow({ env, platform, isInteractive })).toBe(flow);
});

test.each(['http://id.example.com', 'ftp://id.example.com', 'id.example.com', 'http://localhost.example.com'])(
  '%s is no provider',
  async (issuer) => {
    await expect(login({ ...target, issuer }, { flow: 'device', opens: false }, world.deps)).rejects.toMatchObject({
      code: 'LOGIN_MISCONFIGURED',
      message: `${issuer} is no https address`,
    });
  },
);

async function nothing(): Promise<never> {
  return await Promise.reject(new Error('nothing is needed'));
}

function noSpace(): never {
  throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
}
