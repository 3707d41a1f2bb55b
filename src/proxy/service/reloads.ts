import { describeError } from '../../errors/describe.ts';
import { ToolError } from '../../errors/tool-error.ts';
import type { Log } from '../observe/log.ts';
import type { ServiceMetrics } from '../observe/service-metrics.ts';
import { filesOf, loadProxy, type LoadedProxy } from './load-proxy.ts';
import type { ProxyOutside, ProxyTimes } from './outside.ts';

export interface ReloadsInput {
  readonly configFile: string;
  readonly outside: ProxyOutside;
  readonly times: ProxyTimes;
  readonly log: Log;
  readonly metrics: ServiceMetrics;
  /** What is in use. */
  readonly current: () => LoadedProxy;
  /** Takes another config into use; throws when it cannot, and keeps the one before. */
  readonly use: (loaded: LoadedProxy) => void;
  /** Told once of each thing that is wrong, however often it is tried. `reason`: a code of the catalogue, or `bug`. */
  readonly refused: (reason: string, detail: string) => void;
  readonly signal: AbortSignal;
}

export interface Reloads {
  /** Reads everything again. Never rejects: a config that is not right is told, and the one in use stays. */
  reload(): Promise<void>;
  /** Reloads whenever one of the files changes, until `signal` is aborted. */
  follow(): Promise<void>;
}

export function createReloads(input: ReloadsInput): Reloads {
  const { configFile, outside, times, current, signal } = input;
  let last: Promise<void> = Promise.resolve();
  let wrong: string | undefined;
  let retry: NodeJS.Timeout | undefined;
  let watched: { files: readonly string[]; outdated: AbortController } | undefined;

  const reloadOnce = async () => {
    clearTimeout(retry);
    if (signal.aborted) return;
    const problem = await tryReload(input);
    if (problem !== undefined && problem.detail !== wrong) input.refused(problem.reason, problem.detail);
    wrong = problem?.detail;
    // What the refused config names may come without any file changing that is looked at.
    if (problem !== undefined) retry = setTimeout(() => void reload(), times.retry).unref();
    if (watched?.files.join('\n') !== filesOf(configFile, current()).join('\n')) watched?.outdated.abort();
  };
  const reload = async () => {
    // One after the other: two at once could put the older one into use last.
    last = last.then(reloadOnce);
    await last;
  };
  return {
    reload,
    async follow() {
      while (!signal.aborted) {
        watched = { files: filesOf(configFile, current()), outdated: new AbortController() };
        const until = AbortSignal.any([signal, watched.outdated.signal]);
        await outside.watch({ root: '/', paths: watched.files, ignores: () => false, onChange: reload, signal: until });
      }
      clearTimeout(retry);
    },
  };
}

/** What is wrong, if anything is. */
async function tryReload(input: ReloadsInput): Promise<{ reason: string; detail: string } | undefined> {
  const { configFile, outside, log, metrics, current, use } = input;
  try {
    use(await loadProxy(configFile, outside, current()));
    metrics.reloads.inc({ outcome: 'loaded' });
    log.write('info', { event: 'reloaded', detail: configFile });
    return undefined;
  } catch (error) {
    metrics.reloads.inc({ outcome: 'refused' });
    const problem = { reason: error instanceof ToolError ? error.code : 'bug', detail: textOf(error) };
    log.write('error', { event: 'reload-refused', ...problem });
    return problem;
  }
}

function textOf(error: unknown): string {
  if (error instanceof ToolError) return `the config before stays in use; ${describeError(error)}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
