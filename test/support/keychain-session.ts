import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

/** A Secret Service, as a desktop session has it, with a keyring of its own that nobody can be asked to unlock. */
export interface KeychainSession {
  /** For programs that are to find it. */
  env: Readonly<Record<string, string>>;
  lock: () => Promise<void>;
  unlock: () => Promise<void>;
}

const unlockCommand = 'printf password | gnome-keyring-daemon --replace --unlock --components=secrets --daemonize >/dev/null';
const lockCommand =
  'dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets ' +
  'org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login';

/** Lives for one test. */
export async function keychainSession(): Promise<KeychainSession> {
  const home = await temporaryFolder();
  const runtime = join(home, 'run');
  await mkdir(runtime, { mode: 0o700 });
  // No display: who is asked to unlock it cannot be.
  const bare = { PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: runtime };
  const script = `${unlockCommand} && echo "$DBUS_SESSION_BUS_ADDRESS" && cat`;
  const session = spawn('dbus-run-session', ['--', 'sh', '-c', script], { env: bare, stdio: ['pipe', 'pipe', 'ignore'] });
  onTestFinished(async () => {
    session.stdin.end();
    await once(session, 'close');
  });
  const [line] = (await once(session.stdout, 'data')) as [Buffer];
  const env = { XDG_RUNTIME_DIR: runtime, DBUS_SESSION_BUS_ADDRESS: line.toString().trim() };
  const run = async (command: string) => {
    const [code] = (await once(spawn('sh', ['-c', command], { env: { ...bare, ...env }, stdio: 'ignore' }), 'close')) as [number];
    if (code !== 0) throw new Error(`${command} exits ${code}`);
  };
  return { env, lock: async () => await run(lockCommand), unlock: async () => await run(unlockCommand) };
}
