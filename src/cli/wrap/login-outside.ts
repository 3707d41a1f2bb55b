import { setTimeout as wait } from 'node:timers/promises';
import { openBrowser } from '../../adapters/browser.ts';
import { nodeFiles } from '../../adapters/files.ts';
import { httpFetch } from '../../adapters/http-fetch.ts';
import { releaseLock, takeLock, thisProcess } from '../../adapters/lock-folder.ts';
import { listenOnLoopback } from '../../adapters/loopback-listener.ts';
import { nodeProcesses } from '../../adapters/processes.ts';
import type { LoginOutside } from '../../wrap/wrap.ts';

/** The network, the browser and the keychain of this machine. */
export const loginOutside: LoginOutside = {
  files: nodeFiles,
  processes: nodeProcesses,
  fetch: httpFetch,
  listen: listenOnLoopback,
  openBrowser,
  wait: async (milliseconds, signal) => await wait(milliseconds, undefined, { signal }),
  async takeLock(folder) {
    const outcome = await takeLock(nodeFiles, folder, thisProcess);
    return outcome.kind === 'taken' ? 'taken' : { heldBy: `process ${outcome.holder.pid} on ${outcome.holder.host}` };
  },
  releaseLock: async (folder) => await releaseLock(nodeFiles, folder, thisProcess),
  platform: process.platform,
};
