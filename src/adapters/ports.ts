import { createServer, connect } from 'node:net';
import { readdir, readFile, readlink } from 'node:fs/promises';
import type { Processes } from './processes.ts';

const loopback = '127.0.0.1';

/** Whether nobody listens on a port of this machine, on whatever address. */
export async function isPortFree(port: number): Promise<boolean> {
  // Some systems let a loopback address be bound beside a listener on all addresses, so asking for an answer comes too.
  return (await canListen(port)) && !(await isAnswered(port));
}

/** The first free port from `start` on that `taken` does not name. */
export async function nextFreePort(start: number, taken: readonly number[] = []): Promise<number | undefined> {
  for (let port = start; port < Math.min(start + 100, 65_536); port += 1) {
    if (!taken.includes(port) && (await isPortFree(port))) return port;
  }
  return undefined;
}

/** `temporal (process 4711)`: who listens on a port, as far as this machine tells us. */
export async function holderOfPort(port: number, processes: Processes): Promise<string | undefined> {
  return process.platform === 'linux' ? await holderInProc(port) : await holderByLsof(port, processes);
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host: loopback, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

async function isAnswered(port: number): Promise<boolean> {
  const socket = connect({ port, host: loopback });
  return await new Promise((resolve) => {
    const settle = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.setTimeout(500, () => settle(false));
  });
}

async function holderInProc(port: number): Promise<string | undefined> {
  const inodes = await listeningInodes(port);
  if (inodes.size === 0) return undefined;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (await holdsOne(pid, inodes))
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

async function holdsOne(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const descriptor of descriptors) {
    if (inodes.has(await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => ''))) return true;
  }
  return false;
}

async function holderByLsof(port: number, processes: Processes): Promise<string | undefined> {
  const { stdout } = await processes.run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { timeout: 5000 });
  const pid = /^p(\d+)$/m.exec(stdout)?.[1];
  return pid === undefined ? undefined : `${/^c(.+)$/m.exec(stdout)?.[1] ?? 'a program'} (process ${pid})`;
}
