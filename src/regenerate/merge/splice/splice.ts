import type { Edit, Insertion } from '../trees/place.ts';
import type { Collection } from '../trees/tree.ts';
import { emptyBlock, insertLines, removeLines } from './edit-block.ts';
import { editFlow } from './edit-flow.ts';
import { joinValues, replaceValue, type Texts } from './replace-value.ts';
import type { TextEdit } from './text-edit.ts';

interface Changes {
  removals: Extract<Edit, { kind: 'remove' }>[];
  insertions: Insertion[];
}

/** What is done to the characters of ours so that it says what the edits ask for; whatever they do not name stays as it is. */
export function textEdits(edits: readonly Edit[], texts: Texts): TextEdit[] {
  const collections = new Map<Collection, Changes>();
  const changesOf = (collection: Collection) => {
    const changes = collections.get(collection) ?? { removals: [], insertions: [] };
    collections.set(collection, changes);
    return changes;
  };
  const result: TextEdit[] = [];
  for (const edit of edits) {
    if (edit.kind === 'replace') result.push(replaceValue(edit.ours, edit.theirs, texts));
    else if (edit.kind === 'join') result.push(joinValues(edit, texts));
    else if (edit.kind === 'remove') changesOf(edit.from).removals.push(edit);
    else changesOf(edit.into).insertions.push(edit);
  }
  return [...result, ...[...collections].flatMap(([collection, changes]) => editCollection(collection, changes, texts))];
}

function editCollection(collection: Collection, { removals, insertions }: Changes, texts: Texts): TextEdit[] {
  if (collection.style === 'flow') {
    return editFlow({ collection, removed: new Set(removals.map(({ ours }) => ours)), insertions }, texts);
  }
  const isEmptied = removals.length === collection.children.length && insertions.length === 0;
  if (collection.style === 'block' && isEmptied) return [emptyBlock(collection, texts.ours)];
  return [...removals.map((removal) => removeLines(removal, texts)), ...insertions.map((insertion) => insertLines(insertion, texts))];
}
