import type { OpenBrowser } from '../../adapters/browser.ts';
import type { Files } from '../../adapters/files.ts';
import type { HttpFetch } from '../../adapters/http-fetch.ts';
import type { ListenOnLoopback } from '../../adapters/loopback-listener.ts';
import type { Processes } from '../../adapters/processes.ts';

/** What a login reaches beside its files. */
export interface Outside {
  readonly files: Files;
  readonly processes: Pick<Processes, 'run'>;
  readonly fetch: HttpFetch;
  readonly listen: ListenOnLoopback;
  readonly openBrowser: OpenBrowser;
  /** Resolves after so many milliseconds, rejects when aborted. */
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly takeLock: (folder: string) => Promise<'taken' | { readonly heldBy: string }>;
  readonly releaseLock: (folder: string) => Promise<void>;
  readonly platform: NodeJS.Platform;
}
