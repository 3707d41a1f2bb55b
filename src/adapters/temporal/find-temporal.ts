import { resolve } from 'node:path';
import { ToolError } from '../../errors/tool-error.ts';
import type { Processes } from '../processes.ts';
import type { Terminal } from '../terminal.ts';
import { placeAtomically } from './cache.ts';
import { cachedBinary } from './cached-binary.ts';
import { checkBinary } from './check-binary.ts';
import { downloadBinary, Unreachable } from './download.ts';
import { goInstall } from './go-install.ts';
import { lookUp } from './look-up.ts';
import { archiveName, type Machine, mirrorVariable, pinnedRelease, type Release, releasePlatform, releaseUrl } from './release.ts';

export interface TemporalBinary {
  path: string;
  version: string;
  /** Of the server inside of it; `undefined` when it does not say. */
  server: string | undefined;
  from: 'TEMPORAL_CLI' | 'PATH' | 'cache' | 'download' | 'go install';
}

export interface FindTemporalInput {
  env: Readonly<Record<string, string | undefined>>;
  processes: Processes;
  terminal: Pick<Terminal, 'talk' | 'status'>;
  signal: AbortSignal;
  release?: Release;
  machine?: Machine;
  /** Files on PATH that are not what is looked for although they have its name. */
  skip?: (path: string) => boolean;
  /** Milliseconds a silent download server is waited for. */
  patience?: number;
}

type Settled = Required<FindTemporalInput> & { tried: string[] };

/**
 * Finds a Temporal CLI that runs here, fetching one when there is none: `$TEMPORAL_CLI`, PATH, the cache, the official
 * release, `go install`. The only way to a binary for everything in this package.
 */
export async function findTemporal(input: FindTemporalInput): Promise<TemporalBinary> {
  const settled: Settled = {
    ...input,
    release: input.release ?? withMirror(pinnedRelease, input.env),
    machine: input.machine ?? { os: process.platform, cpu: process.arch },
    patience: input.patience ?? 30_000,
    skip: input.skip ?? (() => false),
    tried: [],
  };
  try {
    return (await named(settled)) ?? (await onPath(settled)) ?? (await fromCacheOrNetwork(settled));
  } catch (error) {
    if (!input.signal.aborted) throw error;
    throw new ToolError('INTERRUPTED', 'stopped while looking for Temporal', {
      hint: 'Run it again. Nothing half done was kept.',
      cause: error,
    });
  } finally {
    input.terminal.status('');
  }
}

function withMirror(release: Release, env: Settled['env']): Release {
  const mirror = env[mirrorVariable];
  return mirror === undefined || mirror === '' ? release : { ...release, baseUrl: mirror };
}

/** A binary a person has named is the one they get, or an error: never a silent other one. */
async function named(input: Settled): Promise<TemporalBinary | undefined> {
  const name = input.env['TEMPORAL_CLI'];
  if (name === undefined || name === '') {
    input.tried.push('$TEMPORAL_CLI: not set');
    return undefined;
  }
  const path = resolve(name);
  const check = await checkBinary(path, input);
  if (check.kind === 'usable') return { ...known(path, check), from: 'TEMPORAL_CLI' };
  const hint = 'Name a Temporal CLI for this machine in TEMPORAL_CLI, or unset it. Nothing was written.';
  if (check.kind === 'missing')
    throw new ToolError('TEMPORAL_NOT_FOUND', `TEMPORAL_CLI names ${path}, and there is no such file`, { hint });
  throw new ToolError('TEMPORAL_UNUSABLE', `TEMPORAL_CLI names ${path}: ${check.reason}`, { hint });
}

async function onPath(input: Settled): Promise<TemporalBinary | undefined> {
  const path = lookUp('temporal', input.env, input.skip);
  if (path === undefined) {
    input.tried.push('PATH: no temporal on it');
    return undefined;
  }
  const check = await checkBinary(path, input);
  if (check.kind === 'usable') return { ...known(path, check), from: 'PATH' };
  throw new ToolError('TEMPORAL_UNUSABLE', `PATH leads to ${path}: ${check.kind === 'unusable' ? check.reason : 'it has just gone'}`, {
    hint: 'Replace it by a Temporal CLI for this machine, or name another one in TEMPORAL_CLI. Nothing was written.',
  });
}

async function fromCacheOrNetwork(input: Settled): Promise<TemporalBinary> {
  const { release, machine, terminal } = input;
  const platform = releasePlatform(machine);
  const target = cachedBinary(input.env, release.version, platform ?? `${machine.os}_${machine.cpu}`);
  const cached = await checkBinary(target, input);
  if (cached.kind === 'usable') return { ...known(target, cached), from: 'cache' };
  input.tried.push(`cache: ${target}: ${cached.kind === 'missing' ? 'not there' : cached.reason}`);

  if (platform === undefined) input.tried.push(`download: no release is made for ${machine.os} ${machine.cpu}`);
  else {
    const url = releaseUrl(release, archiveName(release, platform));
    terminal.talk(`Temporal is not installed: fetching ${url}`);
    const make = (staging: string) => downloadBinary({ ...input, platform, staging, progress: terminal.status });
    const found = await attempt(input, target, { from: 'download', make });
    if (found !== undefined) return found;
  }
  const go = lookUp('go', input.env);
  if (go === undefined) input.tried.push('go install: no go on PATH');
  else {
    terminal.talk(`Building Temporal ${release.version} with ${go} instead; it takes minutes the first time`);
    const make = (staging: string) => goInstall({ ...input, go, version: release.version, staging, progress: terminal.status });
    const found = await attempt(input, target, { from: 'go install', make });
    if (found !== undefined) return found;
  }
  throw notFound(input);
}

interface Way {
  from: 'download' | 'go install';
  make: (staging: string) => Promise<string>;
}

async function attempt(input: Settled, target: string, { from, make }: Way): Promise<TemporalBinary | undefined> {
  try {
    await placeAtomically(target, make);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw asWriteError(error, target);
    input.tried.push(error.message.startsWith(from) ? error.message : `${from}: ${error.message}`);
    input.terminal.talk(`  ${error.message}`);
    return undefined;
  }
  const check = await checkBinary(target, input);
  if (check.kind === 'usable') return { ...known(target, check), from };
  throw new ToolError('TEMPORAL_UNUSABLE', `${target}, by ${from}: ${check.kind === 'unusable' ? check.reason : 'it has just gone'}`, {
    hint: 'Install the Temporal CLI yourself and name it in TEMPORAL_CLI.',
  });
}

function asWriteError(error: unknown, target: string): unknown {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) return error;
  return new ToolError('WRITE_FAILED', `${target} could not be written: ${error.message}`, {
    hint: 'Point XDG_CACHE_HOME at a folder with room that can be written, or install the Temporal CLI. Nothing half done was kept.',
    cause: error,
  });
}

function notFound({ tried, release }: Settled): ToolError {
  return new ToolError('TEMPORAL_NOT_FOUND', 'there is no Temporal CLI on this machine and none could be fetched', {
    problems: tried.map((message) => ({ message })),
    hint:
      `Install it (https://docs.temporal.io/cli, or \`brew install temporal\`, or \`go install github.com/temporalio/cli/cmd/temporal@v${release.version}\`), ` +
      `or name a binary in TEMPORAL_CLI, or a mirror of the releases in ${mirrorVariable}. Nothing was written.`,
  });
}

function known(path: string, { version, server }: { version: string; server: string | undefined }): Omit<TemporalBinary, 'from'> {
  return { path, version, server };
}
