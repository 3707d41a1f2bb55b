import { join } from 'node:path';
import type { Files } from '../adapters/files.ts';
import type { Processes } from '../adapters/processes.ts';
import type { WorkerModules } from '../adapters/worker-modules.ts';
import type { Declarations } from '../domain/declarations.ts';
import type { ManagedWorker } from '../domain/managed-worker.ts';

export interface ReadInput {
  /** Absolute: the worker's folder. */
  root: string;
  worker: Pick<ManagedWorker, 'language'>;
  /** Absolute: the folder of the running package, which holds the readers that other interpreters run. */
  toolRoot: string;
  files: Files;
  processes: Pick<Processes, 'run'>;
  modules: WorkerModules;
  signal?: AbortSignal | undefined;
}

/** What a worker's code declares, read in the way of its language; no implementation is run. */
export async function readDeclarations(input: ReadInput): Promise<Declarations> {
  if (input.worker.language === 'python') {
    const { readPython } = await import('./python.ts');
    return await readPython({ ...input, reader: await readerFolder(input) });
  }
  const { readTypescript } = await import('./typescript.ts');
  return await readTypescript(input);
}

/** A checkout has the Python reader beside its sources; the published package has it beside its code. */
async function readerFolder({ toolRoot, files }: ReadInput): Promise<string> {
  const published = join(toolRoot, 'dist/extractors/python');
  return (await files.kindOf(published)) === 'directory' ? published : join(toolRoot, 'src/declarations/extractors/python');
}
