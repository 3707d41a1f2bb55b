import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sessionPath } from '../../../src/wrap/login/session.ts';
import { keychainSession } from '../../support/keychain-session.ts';
import { loginProcesses, type LoginProcesses } from '../../support/login-processes.ts';
import { loginTarget } from '../../support/login.ts';
import { startPersonProvider, type PersonProvider } from '../../support/person-provider.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { describeWith } from '../../support/tools.ts';
import { webPerson } from '../../support/web-person.ts';

const lifetime = 600;
const inTheToken = /[\w-]+\.[\w-]+\.[\w-]+\n/;

describeWith(['dbus-run-session', 'gnome-keyring-daemon', 'secret-tool'], 'a login that a real Secret Service seals', () => {
  let provider: PersonProvider;
  beforeAll(async () => {
    provider = await startPersonProvider({ lifetime });
  });
  afterAll(async () => await provider?.close());

  const person = async (env: Readonly<Record<string, string>>) => {
    const target = loginTarget(provider, { tokenStore: 'keychain' });
    const all = { XDG_STATE_HOME: await temporaryFolder(), ...env };
    return { path: sessionPath(target, all), wrap: await loginProcesses(target, all) };
  };

  test('is made, read, renewed and forgotten', async () => {
    const { env } = await keychainSession();
    const { path, wrap } = await person(env);
    expect(await logIn(wrap)).toMatchObject({ code: 0, stdout: expect.stringContaining('logged in as ada@example.com') as string });
    const sealed = readFileSync(path, 'utf8');
    expect(sealed).toMatch(/^\{"schemaVersion":1,"sealed":"[^"]+"\}\n$/);
    expect(await wrap.start(['whoami']).ended).toMatchObject({ code: 0, stdout: expect.stringContaining('ada@example.com') as string });
    const first = await wrap.start(['token']).ended;
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(inTheToken) as string });
    const renewed = await wrap.start(['token'], { clockAhead: lifetime * 1_000 }).ended;
    expect(renewed).toMatchObject({ code: 0, stdout: expect.stringMatching(inTheToken) as string });
    expect(renewed.stdout).not.toBe(first.stdout);
    expect(readFileSync(path, 'utf8')).not.toBe(sealed);
    expect(await wrap.start(['logout']).ended).toEqual({ code: 0, stdout: 'logged out ada@example.com\n' });
    expect(existsSync(path)).toBe(false);
    expect(await wrap.start(['whoami']).ended).toMatchObject({ code: 1 });
  });

  test('is not lost while the keyring is locked, which is said', async () => {
    const { env, lock, unlock } = await keychainSession();
    const { path, wrap } = await person(env);
    await logIn(wrap);
    const sealed = readFileSync(path, 'utf8');
    await lock();
    for (const command of ['token', 'whoami', 'login']) {
      const locked = wrap.start([command]);
      expect(await locked.ended).toEqual({ code: 2, stdout: '' });
      expect(locked.output()).toMatch(/error TOKEN_CACHE_UNUSABLE {2}the keychain is locked\n[^]*Unlock it/);
    }
    expect(readFileSync(path, 'utf8')).toBe(sealed);
    await unlock();
    expect(await wrap.start(['token']).ended).toMatchObject({ code: 0 });
  });

  test.each([
    { title: 'no session bus', changes: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' }, says: /secret-tool exits 1 \(.+\)/ },
    { title: 'no secret-tool', changes: { PATH: '/nonexistent' }, says: /secret-tool is not installed\n[^]*libsecret-tools/ },
  ])('cannot be read or made with $title, and nobody is asked to log in for nothing', async ({ changes, says }) => {
    const { env } = await keychainSession();
    const { path, wrap } = await person(env);
    await logIn(wrap);
    const without = await loginProcesses(loginTarget(provider, { tokenStore: 'keychain' }), {
      ...env,
      XDG_STATE_HOME: stateOf(path),
      ...changes,
    });
    provider.asked.length = 0;
    for (const command of ['token', 'login']) {
      const failed = without.start([command]);
      expect(await failed.ended).toEqual({ code: 2, stdout: '' });
      expect(failed.output()).toMatch(says);
    }
    expect(provider.asked).toEqual([]);
    expect(await without.start(['logout']).ended).toEqual({ code: 0, stdout: 'the login was removed\n' });
    expect(existsSync(path)).toBe(false);
  });
});

async function logIn(wrap: LoginProcesses): Promise<{ code: number | null; stdout: string }> {
  const running = wrap.start(['login', '--browser', '--no-open']);
  const [address] = await running.says(/http\S+\/auth\?\S+(?=\n)/);
  await webPerson({ login: 'ada@example.com', password: 'x' }).visit(address);
  return await running.ended;
}

function stateOf(path: string): string {
  return path.replace(/\/managed-temporal\/.*/, '');
}
