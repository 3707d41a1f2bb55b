import { resolve, sep } from 'node:path';
import { findUpwards } from '../../adapters/files.ts';
import { nodeWorkerModules } from '../../adapters/worker-modules.ts';
import { recordPath } from '../../domain/record.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { findWorkers, recordedInputs, type WorkerInput } from '../../regenerate/regenerate.ts';
import type { Deps } from '../deps.ts';
import { platformLoader, type LoadedPlatform } from '../load-platform.ts';
import { templateSource } from '../template-source.ts';

export interface WorkerFlags {
  all: boolean;
  platform?: string | undefined;
  templates?: string | undefined;
}

/** Folders of the workers that a command line is about, each once. */
export async function workerRoots(deps: Deps, paths: readonly string[], { all }: Pick<WorkerFlags, 'all'>): Promise<string[]> {
  const directories = (paths.length === 0 ? ['.'] : paths).map((path) => resolve(deps.cwd, path));
  const found = await Promise.all(
    directories.map(async (directory) => (all ? await findWorkers(directory, deps.files) : [await rootAbove(directory)])),
  );
  const roots = [...new Set(found.flat())].toSorted();
  if (roots.length > 0) return roots;
  throw new ToolError('WORKER_NOT_FOUND', `there is no worker below ${directories.join(', ')}`, {
    hint: 'Name the folder that the workers lie in. Nothing was written.',
  });
}

async function rootAbove(directory: string): Promise<string> {
  const root = await findUpwards(recordPath, directory);
  if (root !== undefined) return root;
  throw new ToolError('WORKER_NOT_FOUND', `there is no ${recordPath} in ${directory} or in a folder above it`, {
    hint: 'Name the folder of a managed worker, or look below it with --all. Nothing was written.',
  });
}

interface InputOptions {
  /** All that the run is about; they share what git is asked. */
  roots?: readonly string[];
  platformOf?: (root: string) => Promise<LoadedPlatform>;
}

/** Everything that regenerating the workers of one run takes; what they share is read once. */
export function workerInputs(deps: Deps, flags: WorkerFlags, options: InputOptions = {}): (root: string) => Promise<WorkerInput> {
  const { roots = [], platformOf = platformLoader(deps, flags.platform) } = options;
  const { files, bytes, processes, signal, tool, env, terminal } = deps;
  const renders: WorkerInput['renders'] = new Map();
  const unreachable = new Map<string, string>();
  const known = new Map<string, Promise<unknown>>();
  const repositories = roots.length < 2 ? undefined : { below: commonFolder(roots), opened: new Map() };
  const today = new Date().toISOString().slice(0, 'yyyy-mm-dd'.length);
  return async (root) => {
    return {
      root,
      platform: (await platformOf(root)).document.spec,
      tool: { name: tool.name, version: tool.version },
      toolRoot: tool.root,
      templates: { ...(await templateSource(deps, flags.templates, root)), known },
      files,
      bytes,
      processes,
      modules: nodeWorkerModules,
      signal,
      today,
      renders,
      repositories,
      env,
      unreachable,
      tell: (text) => terminal.status(text),
    };
  };
}

/** The deepest folder that all of them lie in. */
export function commonFolder(roots: readonly string[]): string {
  const [first = [], ...others] = roots.map((root) => root.split(sep));
  const cut = first.findIndex((part, index) => others.some((parts) => parts[index] !== part));
  return first.slice(0, cut === -1 ? undefined : cut).join(sep) || sep;
}

/** `--where tier=3`: whether what was rendered last for a worker says so. */
export async function isWanted(deps: Pick<Deps, 'files'>, root: string, where: readonly (readonly [string, string])[]): Promise<boolean> {
  if (where.length === 0) return true;
  const inputs = await recordedInputs(root, deps.files);
  return where.every(([key, value]) => {
    const found = inputs[key];
    return Array.isArray(found) ? found.includes(value) : String(found) === value;
  });
}
