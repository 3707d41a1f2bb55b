import { join } from 'node:path';
import type { Bytes } from '../adapters/bytes.ts';
import type { Files } from '../adapters/files.ts';
import { journalPath, readJournal, stagingPath, toolFolder, type Journal } from './journal.ts';

/**
 * Takes back what a run that did not end has left in `target`, and says whether there was anything. Files that
 * somebody has changed since stay. The journal goes last, so being killed here as well only means doing it again.
 */
export async function recover(target: string, files: Files, bytes: Pick<Bytes, 'gitBlobId'>): Promise<boolean> {
  const text = await files.readText(join(target, journalPath));
  const journal = text === undefined ? undefined : readJournal(text);
  if (journal !== undefined) await takeBackMoved(target, journal, { files, bytes });
  const hadStaging = (await files.kindOf(join(target, stagingPath))) !== undefined;
  await files.remove(join(target, stagingPath));
  await files.remove(join(target, journalPath));
  return hadStaging || text !== undefined;
}

async function takeBackMoved(
  target: string,
  journal: Journal,
  { files, bytes }: { files: Files; bytes: Pick<Bytes, 'gitBlobId'> },
): Promise<void> {
  for (const { path, blob } of journal.files) {
    const place = join(target, path);
    if ((await files.kindOf(place)) !== 'file') continue;
    if (bytes.gitBlobId(await files.read(place)) === blob) await files.remove(place);
  }
  for (const folder of journal.folders.toReversed()) {
    const isFolder = folder !== toolFolder && (await files.kindOf(join(target, folder))) === 'directory';
    if (isFolder) await files.removeIfEmpty(join(target, folder));
  }
}
