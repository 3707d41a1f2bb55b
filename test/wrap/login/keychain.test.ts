import { readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import type { RunOptions, RunResult } from '../../../src/adapters/processes.ts';
import { sessionPath, type Session } from '../../../src/wrap/login/session.ts';
import { keepSession, storedSession } from '../../../src/wrap/login/stored-session.ts';
import { accessToken, logout, type LoginOutside } from '../../../src/wrap/wrap.ts';
import { loginTarget, loginWorld } from '../../support/login.ts';

const target = loginTarget({ issuer: 'https://id.example.com' }, { tokenStore: 'keychain' });
const session: Session = {
  schemaVersion: 1,
  issuer: target.issuer,
  clientId: target.clientId,
  audience: target.audience,
  subject: 'ada@example.com',
  groups: [],
  token: 'head.body.signature',
  tokenKind: 'access',
  obtainedAt: Date.now() - 1_000,
  expiresAt: Date.now() + 600_000,
};
const ended: RunResult = { exitCode: 0, stdout: '', stderr: '', timedOut: false, startError: undefined };

interface Call {
  command: string;
  args: readonly string[];
  input: RunOptions['input'];
}

/** What a call of `secret-tool` or `security` does, by what their manuals say. */
function meaning({ command, args, input }: Call): { verb: string; account: string; secret: string } {
  const text = String(input);
  if (command === 'secret-tool') return { verb: args[0] ?? '', account: args.at(-1) ?? '', secret: text };
  const words = args[0] === '-i' ? text.trim().split(' ') : args;
  return { verb: words[0] ?? '', account: words[words.indexOf('-a') + 1] ?? '', secret: words.at(-1) ?? '' };
}

function keychain(answer?: Partial<RunResult>) {
  const secrets = new Map<string, string>();
  const calls: Call[] = [];
  const run: LoginOutside['processes']['run'] = async (command, args, { input } = {}) => {
    const call = { command, args, input };
    calls.push(call);
    const { verb, account, secret } = meaning(call);
    if (/^(?:store|add)/.test(verb)) secrets.set(account, secret);
    if (/^(?:clear|delete)/.test(verb)) secrets.delete(account);
    const stdout = /^(?:lookup|find)/.test(verb) ? secrets.get(account) : '';
    const none = { exitCode: command === 'security' ? 44 : 1 };
    return await Promise.resolve({ ...ended, ...(stdout === undefined ? none : { stdout }), ...answer });
  };
  return { secrets, calls, processes: { run } };
}

let text: (path: string) => string;

beforeEach(() => {
  text = (path) => readFileSync(path, 'utf8');
});

test.each(['linux', 'darwin'] as const)(
  'on %s the file is sealed with a key that the keychain keeps, and no argument has it',
  async (platform) => {
    const { secrets, calls, processes } = keychain();
    const { deps } = await loginWorld({ processes, platform });
    const path = sessionPath(target, deps.env);
    await keepSession(session, target, deps);
    expect(text(path)).not.toContain('signature');
    expect(await accessToken(target, deps)).toBe('head.body.signature');
    const [key = ''] = [...secrets.values()];
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
    expect(calls.flatMap(({ args }) => args).join(' ')).not.toContain(key);
    const first = text(path);
    await keepSession(session, target, deps);
    expect([...secrets.values()]).toEqual([key]);
    expect(text(path)).not.toBe(first);
  },
);

test('without its key, with another one, or changed, a sealed file is unusable', async () => {
  const { secrets, processes } = keychain();
  const { deps } = await loginWorld({ processes, platform: 'linux' });
  const path = sessionPath(target, deps.env);
  await keepSession(session, target, deps);
  const [account = ''] = [...secrets.keys()];
  const key = secrets.get(account) ?? '';
  const unusable = { code: 'TOKEN_CACHE_UNUSABLE', message: `${path} is not what temporal-wrap has written` };
  secrets.set(account, Buffer.alloc(32).toString('base64'));
  await expect(storedSession(target, deps)).rejects.toMatchObject(unusable);
  secrets.delete(account);
  await expect(storedSession(target, deps)).rejects.toMatchObject(unusable);
  secrets.set(account, key);
  const { sealed } = JSON.parse(text(path)) as { sealed: string };
  const bytes = Buffer.from(sealed, 'base64');
  bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
  writeFileSync(path, JSON.stringify({ schemaVersion: 1, sealed: bytes.toString('base64') }));
  await expect(storedSession(target, deps)).rejects.toMatchObject(unusable);
});

test('logging out takes the key away too', async () => {
  const { secrets, processes } = keychain();
  const { deps } = await loginWorld({ processes, platform: 'linux', fetch: async () => await Promise.reject(new Error('away')) });
  await keepSession(session, target, deps);
  expect(await logout(target, deps)).toMatchObject({ subject: 'ada@example.com', wasThere: true });
  expect(secrets.size).toBe(0);
});

test.each<{ title: string; platform: NodeJS.Platform; answer: Partial<RunResult>; says: string }>([
  {
    title: 'is not installed',
    platform: 'linux',
    answer: { startError: 'ENOENT', exitCode: undefined },
    says: 'secret-tool is not installed',
  },
  { title: 'is locked', platform: 'linux', answer: { exitCode: 1, stdout: '' }, says: 'secret-tool exits 1' },
  { title: 'may not ask', platform: 'darwin', answer: { exitCode: 36, stdout: '', stderr: 'not allowed' }, says: 'exits 36 (not allowed)' },
  { title: 'keeps nothing', platform: 'darwin', answer: { stdout: '' }, says: 'security exits 0' },
  { title: 'does not answer', platform: 'darwin', answer: { timedOut: true }, says: 'security does not answer' },
  { title: 'is of a system that has none we know', platform: 'win32', answer: {}, says: 'no keychain of win32 is known' },
])('a keychain that $title is no reason to keep a login in clear', async ({ platform, answer, says }) => {
  const { deps } = await loginWorld({ processes: keychain(answer).processes, platform });
  const path = sessionPath(target, deps.env);
  await expect(keepSession(session, target, deps)).rejects.toMatchObject({
    code: 'TOKEN_CACHE_UNUSABLE',
    message: expect.stringContaining(says),
  });
  expect(() => text(path)).toThrow('ENOENT');
});
