import { join, resolve } from 'node:path';
import { startLocalProxy } from '../adapters/local-proxy.ts';
import { releaseLock, takeLock, thisProcess } from '../adapters/lock-folder.ts';
import { nextFreePort } from '../adapters/ports.ts';
import { startDevServer } from '../adapters/temporal/dev-server.ts';
import { findTemporal } from '../adapters/temporal/find-temporal.ts';
import { newToken, sha256 } from '../adapters/tokens.ts';
import { watchFiles } from '../adapters/watch-files.ts';
import { findWorker, makeConfig } from '../declarations/declarations.ts';
import { groupOf, serviceAccountOf } from '../domain/caller-names.ts';
import type { DevInput, DevOutside } from '../dev/dev.ts';
import { ensureKeyRing } from './dev-key-ring.ts';
import { configInput, type ConfigFlags } from './config-input.ts';
import type { Deps } from './deps.ts';
import { loadPlatform } from './load-platform.ts';

export interface DevFlags extends ConfigFlags {
  port?: number;
  uiPort?: number;
  /** False with `--no-proxy`. */
  proxy?: boolean;
}

/** What the local loop of the worker in `directory` takes, with this machine under it. */
export async function devInput(
  deps: Deps,
  directory: string,
  { port, uiPort, proxy: hasProxy = true, ...flags }: DevFlags,
): Promise<DevInput> {
  const { root, worker } = await findWorker(resolve(deps.cwd, directory), deps.files);
  const { document: platform } = await loadPlatform(deps, flags.platform, root);
  const { owner } = worker;
  return {
    root,
    worker,
    callerOf: (one) => serviceAccountOf(platform.spec, { ...one, owner }),
    group: groupOf(platform.spec, owner),
    ports: { port, uiPort },
    hasProxy,
    outside: outsideOf(deps),
    print: (line) => deps.terminal.print(line),
    hasColour: deps.terminal.hasColour,
    signal: deps.signal,
    makeConfig: async () => (await makeConfig(await configInput(deps, root, flags))).changes.map(({ path }) => path),
  };
}

function outsideOf(deps: Deps): DevOutside {
  const { files, processes, tool } = deps;
  return {
    files,
    processes,
    nextFreePort,
    watchFiles,
    newToken,
    sha256,
    lock: { take: (folder) => takeLock(files, folder, thisProcess), release: (folder) => releaseLock(files, folder, thisProcess) },
    startProxy: async (options) =>
      await startLocalProxy({ ...options, processes, command: [process.execPath, join(tool.root, 'bin/temporal-platform.js')] }),
    ensureKeyRing: async (input) => await ensureKeyRing(deps, input),
    startTemporal: async (options) => startDevServer({ ...options, processes, binary: (await findTemporal({ ...deps, ...options })).path }),
  };
}
