import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isNodeError } from './files.ts';

/** Modules that a worker has installed for itself: ours to run, but not ours to ship. */
export interface WorkerModules {
  /** The module as `name` resolves from `directory`; `undefined` when it is not installed, any other failure throws. */
  load(name: string, directory: string): unknown;
  /** Absolute path of what `name` resolves to from `directory`. */
  resolve(name: string, directory: string): string | undefined;
}

export const nodeWorkerModules: WorkerModules = {
  load(name, directory) {
    const require = createRequire(join(directory, 'package.json'));
    return resolveWith(require, name) === undefined ? undefined : (require(name) as unknown);
  },
  resolve: (name, directory) => resolveWith(createRequire(join(directory, 'package.json')), name),
};

function resolveWith(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch (error) {
    if (isNodeError(error) && (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_PACKAGE_PATH_NOT_EXPORTED')) return undefined;
    throw error;
  }
}
