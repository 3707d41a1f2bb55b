import { ToolError } from '../../errors/tool-error.ts';
import { bytesOf } from '../texts.ts';
import type { Git } from './git.ts';

/** Bytes of objects, read many at a time: a process for each would be most of the work. */
export interface Blobs {
  /** Reads what is not known yet of these. */
  load(ids: readonly string[]): Promise<void>;
  read(id: string): Promise<Uint8Array>;
  /** Lets go of everything that was read. */
  forget(): void;
}

export function blobsOf(git: Git): Blobs {
  const known = new Map<string, Uint8Array>();
  const load = async (ids: readonly string[]): Promise<void> => {
    const lacking = [...new Set(ids)].filter((id) => !known.has(id));
    if (lacking.length === 0) return;
    const { exitCode, stdout } = await git.try(['cat-file', '--batch'], { input: `${lacking.join('\n')}\n`, encoding: 'latin1' });
    // A partial clone that cannot fetch ends with an error at the first object it lacks; what came before is whole.
    for (const [id, bytes] of parseBatch(stdout)) known.set(id, bytes);
    if (exitCode !== 0 && lacking.length === 1) throw missing();
  };
  return {
    load,
    async read(id) {
      if (!known.has(id)) await load([id]);
      const bytes = known.get(id);
      if (bytes === undefined) throw missing();
      return bytes;
    },
    forget: () => known.clear(),
  };
}

/** `<id> blob <size>` on a line, the bytes, and a line break; `<id> missing` for what is not there. */
function parseBatch(output: string): Map<string, Uint8Array> {
  const bytes = bytesOf(output);
  const found = new Map<string, Uint8Array>();
  for (let at = 0; at < output.length;) {
    const end = output.indexOf('\n', at);
    const [id = '', type = '', size = '0'] = output.slice(at, end === -1 ? undefined : end).split(' ');
    if (end === -1) break;
    at = end + 1;
    if (type === 'missing') continue;
    if (at + Number(size) <= output.length) found.set(id, bytes.slice(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return found;
}

function missing(): ToolError {
  return new ToolError('OBJECTS_MISSING', 'this clone lacks files of the commit, and nothing is fetched', {
    hint: 'Fetch them first (`git fetch --refetch --no-filter`), or use a whole clone. Nothing was written for this worker.',
  });
}
