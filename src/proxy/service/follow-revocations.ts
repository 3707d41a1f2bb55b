import { describeError } from '../../errors/describe.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { readRevocations, type Revocation } from '../../policy/policy.ts';
import type { RunningCalls } from '../call/running-calls.ts';
import type { Revocations } from '../identity/revocations.ts';
import type { Log } from '../observe/log.ts';
import type { ServiceMetrics } from '../observe/service-metrics.ts';
import type { ProxyOutside, ProxyTimes } from './outside.ts';

export interface RevocationsInput {
  readonly outside: Pick<ProxyOutside, 'files' | 'watch'>;
  readonly times: Pick<ProxyTimes, 'retry'>;
  readonly log: Log;
  readonly metrics: ServiceMetrics;
  readonly revocations: Revocations;
  readonly runningCalls: RunningCalls;
  readonly signal: AbortSignal;
}

export interface RevocationsFollower {
  /** Takes those of a config into use, and follows its file from here on. */
  use(loaded: LoadedRevocations | undefined): void;
  /** Reads the file again. Never rejects: one that is not right is told, and those in use stay. */
  reload(): Promise<void>;
  /** Reads it again whenever it changes, until the signal is aborted. */
  follow(): Promise<void>;
}

export interface LoadedRevocations {
  /** Absolute. */
  readonly file: string;
  readonly text: string;
  readonly revoked: readonly Revocation[];
}

/** Throws REVOCATIONS_INVALID. A file that is not there is no empty one: a volume that is not mounted would let everybody in again. */
export async function loadRevocations(file: string, files: Pick<ProxyOutside['files'], 'readText'>): Promise<LoadedRevocations> {
  const text = await files.readText(file).catch((error: unknown) => {
    throw unreadable(file, error instanceof Error ? error.message : String(error));
  });
  if (text === undefined) throw unreadable(file, 'it does not exist');
  return { file, text, revoked: readRevocations(text, file) };
}

function unreadable(file: string, reason: string): ToolError {
  return new ToolError('REVOCATIONS_INVALID', `the list of revocations ${file} cannot be read: ${reason}`, {
    hint: '`temporal-platform revoke` makes it; an empty one has `spec: { revoked: [] }`. Nothing was written.',
  });
}

/**
 * Follows the list of revocations apart from the config: whatever else is wrong, somebody who is revoked is out within seconds, and
 * calls of theirs that run end.
 */
export function createRevocationsFollower(input: RevocationsInput): RevocationsFollower {
  const { outside, times, log, metrics, revocations, runningCalls, signal } = input;
  let current: LoadedRevocations | undefined;
  let outdated = new AbortController();

  const take = (loaded: LoadedRevocations | undefined): void => {
    const isMoved = loaded?.file !== current?.file;
    current = loaded;
    revocations.use(loaded?.revoked ?? []);
    const cut = runningCalls.cut((identity) => revocations.refusalOf(identity));
    metrics.callsCut.inc(cut);
    if (cut > 0) log.write('warn', { event: 'calls-cut', detail: `${cut} running calls of revoked callers were ended` });
    if (isMoved) outdated.abort();
  };
  const reload = async (): Promise<void> => {
    if (current === undefined || signal.aborted) return;
    const { file, text } = current;
    try {
      const loaded = await loadRevocations(file, outside.files);
      if (loaded.text === text || file !== current.file) return;
      take(loaded);
      metrics.revocationReads.inc({ outcome: 'loaded' });
      log.write('info', { event: 'revocations-read', detail: `${revocations.count()} callers are revoked` });
    } catch (error) {
      metrics.revocationReads.inc({ outcome: 'refused' });
      log.writeSeldom('error', { event: 'revocations-refused', reason: codeOf(error), detail: textOf(error) });
    }
  };
  return {
    use: take,
    reload,
    async follow() {
      // What a look at the file's time and size does not show, and a file that could not be read, is seen here.
      const timer = setInterval(() => void reload(), times.retry).unref();
      while (!signal.aborted) {
        outdated = new AbortController();
        const paths = current === undefined ? [] : [current.file];
        const until = AbortSignal.any([signal, outdated.signal]);
        await outside.watch({ root: '/', paths, ignores: () => false, onChange: reload, signal: until });
      }
      clearInterval(timer);
    },
  };
}

function codeOf(error: unknown): string {
  return error instanceof ToolError ? error.code : 'bug';
}

function textOf(error: unknown): string {
  if (error instanceof ToolError) return `those read before stay in use; ${describeError(error)}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
