import { recordPath } from '../../domain/record.ts';
import type { Blobs } from './blobs.ts';
import type { CommitTree } from './tree.ts';

/** Reads at once what planning the upgrades of these workers is going to ask for; anything else is read when it is asked for. */
export async function loadWorkers(tree: CommitTree, workers: readonly string[], blobs: Blobs): Promise<void> {
  const idsOf = (paths: readonly string[]) => paths.flatMap((path) => tree.entries.get(path)?.id ?? []);
  await blobs.load(idsOf(workers.flatMap((worker) => [at(worker, recordPath), at(worker, 'worker.yaml')])));
  const read: string[] = [];
  for (const worker of workers) {
    const id = tree.entries.get(at(worker, recordPath))?.id ?? '';
    const text = await blobs.read(id).then(
      (bytes) => new TextDecoder().decode(bytes),
      () => '',
    );
    read.push(...recordedPaths(text).map((path) => at(worker, path)));
  }
  await blobs.load(idsOf(read));
}

function at(worker: string, path: string): string {
  return worker === '' ? path : `${worker}/${path}`;
}

/** Files that a record names; a record that is none is for the planner to refuse. */
function recordedPaths(text: string): string[] {
  try {
    const { files = {} } = JSON.parse(text) as { files?: object };
    return Object.keys(files);
  } catch {
    return [];
  }
}
