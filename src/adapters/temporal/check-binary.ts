import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { Processes, RunResult } from '../processes.ts';
import { builtFor } from './executable.ts';
import { probeVariable } from './probe.ts';
import type { Machine } from './release.ts';

export type BinaryCheck =
  | { kind: 'usable'; version: string; /** Of the server inside of it, such as 1.29.1. */ server: string | undefined }
  | { kind: 'missing' }
  | { kind: 'unusable'; reason: string };

/** A 250 MB binary on a cold disk of a busy machine takes its time. */
const versionTimeout = 60_000;

export interface CheckInput {
  machine: Machine;
  processes: Processes;
  signal: AbortSignal;
}

/** Whether a file is a Temporal CLI that runs on this machine, and if not, why. */
export async function checkBinary(path: string, { machine, processes, signal }: CheckInput): Promise<BinaryCheck> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) return { kind: 'missing' };
  if (!stats.isFile()) return { kind: 'unusable', reason: 'it is not a file' };
  const mayRun = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!mayRun) return { kind: 'unusable', reason: `it may not be executed (\`chmod +x ${path}\` would allow it)` };
  const built = await builtFor(path).catch(() => undefined);
  if (built !== undefined && (built.os !== machine.os || (built.cpu !== machine.cpu && built.os !== 'win32'))) {
    return { kind: 'unusable', reason: `it was built for ${nameOf(built)} and this machine is ${nameOf(machine)}` };
  }
  const env = { ...withoutTemporalSettings(), [probeVariable]: '1' };
  return judge(await processes.run(path, ['--version'], { timeout: versionTimeout, signal, env }));
}

function judge({ exitCode, stdout, stderr, timedOut, startError }: RunResult): BinaryCheck {
  if (timedOut) return { kind: 'unusable', reason: '`--version` did not end within a minute' };
  if (startError !== undefined) return { kind: 'unusable', reason: `it cannot be started (${startError})` };
  const [, version, server] = /^temporal version (\S+)(?: \(Server ([\d.]+))?/.exec(stdout) ?? [];
  if (exitCode === 0 && version !== undefined) return { kind: 'usable', version, server };
  const said = (stderr + stdout).trim().split('\n')[0] ?? '';
  const what = exitCode === 0 ? 'it is not the Temporal CLI' : `\`--version\` exits ${exitCode ?? 'by a signal'}`;
  return { kind: 'unusable', reason: said === '' ? what : `${what}: ${said.slice(0, 200)}` };
}

/** What a person has set for their own use of the CLI (address, TLS, a key) must not reach what we start. */
export function withoutTemporalSettings(): Record<string, undefined> {
  const names = Object.keys(process.env).filter((name) => name.startsWith('TEMPORAL_'));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

function nameOf({ os, cpu }: Machine): string {
  return `${os} ${cpu}`;
}
