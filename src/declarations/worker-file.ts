import { dirname, join } from 'node:path';
import type { Files } from '../adapters/files.ts';
import { managedWorker, type ManagedWorker } from '../domain/managed-worker.ts';
import { checkYaml, parseStrictYaml, yamlPlace } from '../domain/read-yaml.ts';
import { ToolError, type Problem } from '../errors/tool-error.ts';
import type { WorkerPlace } from './worker-problems.ts';

export const workerFileName = 'worker.yaml';

export interface FoundWorker {
  /** Absolute: the folder that holds `worker.yaml`. */
  root: string;
  worker: ManagedWorker;
  /** Where a path of keys stands in the file. */
  place: WorkerPlace;
}

/** Finds `worker.yaml` in `directory` or the nearest folder above, and reads it strictly. */
export async function readWorker(directory: string, files: Files): Promise<FoundWorker> {
  for (let root = directory; ; root = dirname(root)) {
    const text = await files.readText(join(root, workerFileName));
    if (text !== undefined) return { root, ...parseWorker(text) };
    if (dirname(root) === root) break;
  }
  throw new ToolError('WORKER_NOT_FOUND', `there is no ${workerFileName} in ${directory} or in a folder above it`, {
    hint: 'Name the folder of a managed worker, or make one with `gen-temporal-managed-worker new`. Nothing was written.',
  });
}

function parseWorker(text: string): Omit<FoundWorker, 'root'> {
  const yaml = parseStrictYaml(text, workerFileName);
  const checked = yaml.isWhole ? checkYaml(managedWorker, yaml, workerFileName) : undefined;
  const problems = [...yaml.problems, ...(checked?.kind === 'invalid' ? checked.problems : [])];
  if (problems.length > 0 || checked?.kind !== 'valid') {
    throw new ToolError('WORKER_INVALID', `${workerFileName} cannot be used`, {
      problems: problems.toSorted(byPlace),
      hint: `Mend ${workerFileName}. Nothing was written.`,
    });
  }
  return { worker: checked.value, place: (path) => yamlPlace(yaml, path, workerFileName) };
}

function byPlace(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
