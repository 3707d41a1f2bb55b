import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Starts a server that prints its address on the first line of stdout; further lines come from `nextLine`. */
export async function start(command, args, { env = {}, stdin = 'pipe' } = {}) {
  const child = spawn(command, args, { stdio: [stdin, 'pipe', 'inherit'], env: { ...process.env, ...env } });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async () => (await lines.next()).value;
  const address = await nextLine();
  if (address === undefined) throw new Error(`${command} ${args.join(' ')} ended before it listened`);
  const stop = () => void child.kill('SIGKILL');
  process.once('exit', stop);
  return { address, pid: child.pid, stop, nextLine, write: (text) => void child.stdin.write(text), endInput: () => void child.stdin.end() };
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

/** Flags of the load generator. */
export function flagsOf(target, flags) {
  return Object.entries({ target: target.address, ...target.client, ...flags }).flatMap(([name, value]) => [`-${name}`, String(value)]);
}

/** One run of the load generator: CPU milliseconds per call of the target, and what the callers saw. */
export function load(binary, target, flags) {
  const before = cpuOf(target.pid);
  const found = JSON.parse(execFileSync(binary, ['client', ...flagsOf(target, flags)], { encoding: 'utf8' }));
  const cpu = (cpuOf(target.pid) - before) / found.Calls;
  if (found.Errors > 0) console.log(`      ${target.name}: ${found.Errors} of ${found.Calls} calls failed, one with ${found.FirstError}`);
  return { cpu, p50: found.P50, p99: found.P99, rate: found.Calls / found.Seconds, errors: found.Errors };
}

/** Puts the payloads that History gives back upstream, through the target, and checks that they come back as they were. */
export function seed(binary, target) {
  execFileSync(binary, ['client', ...flagsOf(target, { method: 'Seed' })], { stdio: ['ignore', 'inherit', 'inherit'] });
}
