import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const folder = import.meta.dirname;

/** Builds the Go side into `work`; its modules come from the module cache or the registry, pinned by go.sum. */
export function buildGo(work) {
  const binary = join(work, 'proxybench');
  execFileSync('go', ['build', '-o', binary, '.'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return binary;
}

/** Bundles the transport's own pass-through, because Node 20 reads no TypeScript. */
export async function buildPassThrough(work) {
  const { build } = await import('esbuild');
  const outfile = join(work, 'pass-through.mjs');
  await build({ entryPoints: [join(folder, 'pass-through.ts')], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' });
  return outfile;
}

/** Starts a server that prints its address on the first line of stdout. */
export async function start(command, args, env = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  const ended = new Promise((_, fail) => child.once('exit', (code) => fail(new Error(`${command} ${args.join(' ')} ended with ${code}`))));
  ended.catch(() => undefined);
  const line = new Promise((resolve) => createInterface(child.stdout).once('line', resolve));
  return { address: await Promise.race([line, ended]), pid: child.pid, stop: () => child.kill('SIGKILL') };
}

/** CPU milliseconds of a process and all its threads so far, user and system. */
export function cpuOf(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // The clock of /proc ticks 100 times a second on every Linux that Node runs on.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Resident megabytes. */
export function memoryOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

/** One run of the load generator against one target. */
export function load(binary, target, flags) {
  const own = [...(target.clientFlags ?? []), ...flags].flatMap(([name, value]) => [`-${name}`, String(value)]);
  const before = cpuOf(target.pid);
  const stdout = execFileSync(binary, ['client', '-target', target.address, ...own], { encoding: 'utf8', maxBuffer: 1e6 });
  const cpu = cpuOf(target.pid) - before;
  if (stdout.trim() === '') return undefined;
  const found = JSON.parse(stdout);
  return { cpu: cpu / found.Calls, p50: found.P50, p99: found.P99, rate: found.Calls / found.Seconds, errors: found.Errors, firstError: found.FirstError };
}
