import type { Bytes } from '../../adapters/bytes.ts';

/** What a commit does to one path, as `git diff-tree` tells it; the id of what is not there is all zeros, its mode too. */
export interface RawChange {
  path: string;
  beforeMode: string;
  beforeId: string;
  afterMode: string;
  afterId: string;
}

/** Equal for commits that do the same to the same files, wherever in a history they stand. */
export function contentDigest(changes: readonly RawChange[], { sha256 }: Pick<Bytes, 'sha256'>): string {
  const lines = changes.map(({ path, beforeMode, beforeId, afterMode, afterId }) => {
    return [beforeMode, shown(beforeId), afterMode, shown(afterId), path].join(' ');
  });
  return sha256(new TextEncoder().encode(lines.toSorted().join('\0'))).slice('sha256:'.length);
}

function shown(id: string): string {
  return /^0*$/.test(id) ? '-' : id;
}

/** Reads `git diff-tree --stdin -r -z`: a commit's id, then what it does. */
export function parseRawChanges(output: string): Map<string, RawChange[]> {
  const found = new Map<string, RawChange[]>();
  let current: RawChange[] = [];
  const fields = output.split(/\0|\n(?=:|[0-9a-f]{40,64}(?:\0|\n|$))/);
  for (let index = 0; index < fields.length; index += 1) {
    const field = fields[index] ?? '';
    const change = /^:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) [A-Z]\d*$/.exec(field);
    if (change === null) {
      const commit = field.trim();
      if (commit !== '') found.set(commit, (current = []));
      continue;
    }
    const [, beforeMode = '', afterMode = '', beforeId = '', afterId = ''] = change;
    index += 1;
    current.push({ path: fields[index] ?? '', beforeMode, beforeId, afterMode, afterId });
  }
  return found;
}
