import type { RunResult } from '../adapters/processes.ts';
import { pyproject } from './lock-inputs.ts';

/** How one lock is resolved anew, in a folder that holds copies of `needs`. */
export interface LockMaker {
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Names of files whose copies it needs, as far as they are there; `**` before one: wherever it lies. */
  needs: readonly string[];
  /** What a person does instead. */
  byHand: string;
}

const minutes = 5;
export const lockTimeout = minutes * 60_000;

/** One retry: whoever runs this again later retries, too. */
const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];

export function lockMaker(path: string, manifest: Uint8Array, env: Readonly<Record<string, string | undefined>>): LockMaker {
  if (path === 'package-lock.json') {
    const words = ['install', '--package-lock-only'];
    return {
      command: 'npm',
      args: [...words, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...patience],
      env: {},
      needs: ['**package.json', 'package-lock.json', '.npmrc'],
      byHand: `npm ${words.join(' ')}`,
    };
  }
  const group = path === 'requirements-dev.lock' ? ['--group', 'dev'] : [];
  const form = ['--generate-hashes', '--no-header', '--no-annotate', '--quiet'];
  return {
    command: env['UV'] === undefined || env['UV'] === '' ? 'uv' : env['UV'],
    args: [
      'pip',
      'compile',
      'pyproject.toml',
      ...group,
      '--universal',
      '--python-version',
      oldestPython(manifest),
      ...form,
      '--output-file',
      path,
    ],
    env: { UV_PYTHON_DOWNLOADS: 'never' },
    needs: ['pyproject.toml', 'uv.toml', path],
    byHand: 'make lock',
  };
}

/** The lock has to do for the oldest Python that the project takes. */
function oldestPython(manifest: Uint8Array): string {
  return /(?:>=|~=|==)\s*(\d+\.\d+)/.exec(String(pyproject(manifest)?.requiresPython))?.[1] ?? '3.11';
}

/** A dependency that lies outside of what is copied, which npm would lock as if it were not there. */
export function outsideDependency(manifest: Uint8Array): string | undefined {
  return /"(?:file|link):(?:\.\.\/|\/|~)[^"]*"/.exec(new TextDecoder().decode(manifest))?.[0];
}

export interface LockFailure {
  reason: string;
  /** Another day, or another machine, will do. */
  isLater: boolean;
}

/** Why there is no new lock; `undefined`: there is one. */
export function lockFailure({ command }: Pick<LockMaker, 'command'>, result: RunResult): LockFailure | undefined {
  if (result.exitCode === 0) return undefined;
  const name = /npm/.test(command) ? 'npm' : 'uv';
  if (result.startError !== undefined) {
    const where = name === 'uv' ? ' (or name it in the variable UV)' : '';
    return { reason: `${command} could not be started: put ${name} on PATH${where}`, isLater: true };
  }
  if (result.timedOut) return { reason: `${name} did not end within ${minutes} minutes`, isLater: true };
  const unreachable = unreachableSign.exec(result.stderr)?.[0];
  if (unreachable !== undefined) return { reason: `${name} did not reach its registry (${unreachable})`, isLater: true };
  return { reason: `${name} refused: ${lastWords(result.stderr)}`, isLater: false };
}

const unreachableSign = new RegExp(
  [
    String.raw`\b(?:ENOTFOUND|EAI_AGAIN|ECONN[A-Z]+|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT|FETCH_ERROR)\b`,
    String.raw`\bcode E(?:401|403|429|5\d\d)\b`,
    String.raw`\b(?:SELF_SIGNED|UNABLE_TO_|DEPTH_ZERO_|CERT_)[A-Z_]+`,
    'dns error|error sending request|[Nn]etwork (?:connectivity )?(?:is|was) disabled|operation timed out|tcp connect error',
    String.raw`HTTP status (?:client|server) error \((?:401|403|429|5\d\d)`,
  ].join('|'),
);

const shownLines = 3;

function lastWords(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.replace(/^npm (?:error|ERR!)(?: notarget)?/, '').trim())
    .filter((line) => line !== '' && !/^(A complete log|code E[A-Z0-9]+$)/.test(line));
  return lines.slice(0, shownLines).join(' ') || 'it said nothing';
}
