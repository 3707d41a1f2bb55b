import { readdir, readFile, readlink } from 'node:fs/promises';
import type { Processes } from './processes.ts';

/** `temporal (process 4711)`: who listens on a port, as far as this machine tells us. */
export async function holderOfPort(port: number, processes: Processes): Promise<string | undefined> {
  if (process.platform === 'linux') return await holderInProc(await listeningInodes(port));
  return await holderByLsof([`-iTCP:${port}`, '-sTCP:LISTEN'], processes);
}

/** Who has a file open, by its real path. */
export async function holderOfFile(path: string, processes: Processes): Promise<string | undefined> {
  return process.platform === 'linux' ? await holderInProc(new Set([path])) : await holderByLsof(['--', path], processes);
}

async function holderInProc(targets: ReadonlySet<string>): Promise<string | undefined> {
  if (targets.size === 0) return undefined;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (await holdsOne(pid, targets))
      return `${(await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'a program')).trim()} (process ${pid})`;
  }
  return undefined;
}

const listening = '0A';

async function listeningInodes(port: number): Promise<Set<string>> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')));
  const rows = tables.flatMap((table) => table.split('\n').map((line) => line.trim().split(/\s+/)));
  return new Set(rows.filter((row) => row[1]?.endsWith(suffix) === true && row[3] === listening).map((row) => `socket:[${row[9]}]`));
}

async function holdsOne(pid: string, targets: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const descriptor of descriptors) {
    if (targets.has(await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => ''))) return true;
  }
  return false;
}

async function holderByLsof(selection: readonly string[], processes: Processes): Promise<string | undefined> {
  const { stdout } = await processes.run('lsof', ['-nP', '-Fpc', ...selection], { timeout: 5000 });
  const pid = /^p(\d+)$/m.exec(stdout)?.[1];
  return pid === undefined ? undefined : `${/^c(.+)$/m.exec(stdout)?.[1] ?? 'a program'} (process ${pid})`;
}
