import { mkdirSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { runInForeground } from '../adapters/foreground-child.ts';
import { fingerprint } from '../adapters/fingerprints.ts';
import { otherWriters } from '../adapters/other-writers.ts';
import { nodeOwnFiles } from '../adapters/own-files.ts';
import { nodePrivateFiles } from '../adapters/private-files.ts';
import { cachedBinary } from '../adapters/temporal/cached-binary.ts';
import { lookUp } from '../adapters/temporal/look-up.ts';
import { pinnedRelease, releasePlatform } from '../adapters/temporal/release.ts';
import { cacheFolder, configFolder } from '../adapters/user-folders.ts';
import { openWrapMemory, type WrapDeps } from '../wrap/wrap.ts';

export interface WrapDepsInput {
  env: Readonly<Record<string, string | undefined>>;
  talk: (text: string) => void;
  tool: { root: string; version: string };
}

/** The real machine, as far as it is needed on every run. */
export function wrapDeps({ env, talk, tool }: WrapDepsInput): WrapDeps {
  const isThisTool = (path: string) => dirname(realPath(path)) === realPath(join(tool.root, 'bin'));
  const signal = interruptSignal();
  return {
    env,
    ownFiles: nodeOwnFiles,
    privateFiles: nodePrivateFiles,
    outside: async () => (await import('./wrap/login-outside.ts')).loginOutside,
    terminal: { talk },
    now: Date.now,
    signal,
    memory: openWrapMemory({
      path: join(cacheFolder(env), 'wrap.json'),
      files: nodePrivateFiles,
      makeFolder: (path) => void mkdirSync(path, { recursive: true, mode: 0o700 }),
      fingerprint,
      version: tool.version,
    }),
    profilePath: profilePath(env),
    otherWriters,
    emptyFile: process.platform === 'win32' ? 'NUL' : '/dev/null',
    cli: {
      candidate: () => candidate(env, isThisTool),
      find: async () => await (await import('./wrap-machine.ts')).findCli({ env, talk, signal, isThisTool }),
    },
    run: runInForeground,
  };
}

/** Aborted by whatever asks for an end; a second time ends this process at once. While a child runs in its place the end is the child's. */
function interruptSignal(): AbortSignal {
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) process.once(name, () => interrupt.abort());
  return interrupt.signal;
}

function profilePath(env: WrapDepsInput['env']): string {
  const named = env['MANAGED_TEMPORAL_PROFILE'];
  return named === undefined || named === '' ? join(configFolder(env), 'wrap.yaml') : resolve(named);
}

function candidate(env: WrapDepsInput['env'], isThisTool: (path: string) => boolean): string | undefined {
  const named = env['TEMPORAL_CLI'];
  if (named !== undefined && named !== '') return resolve(named);
  const platform = releasePlatform({ os: process.platform, cpu: process.arch });
  return lookUp('temporal', env, isThisTool) ?? (platform === undefined ? undefined : cachedBinary(env, pinnedRelease.version, platform));
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
