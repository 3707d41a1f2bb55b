import type { Edit, Insertion } from '../trees/place.ts';
import type { Child, Collection } from '../trees/tree.ts';
import { insertLines, removeLines } from './edit-block.ts';
import { editFlow } from './edit-flow.ts';
import { joinValues, replaceValue, type Texts } from './replace-value.ts';
import type { TextEdit } from './text-edit.ts';

/** What is done to the characters of ours so that it says what the edits ask for; whatever they do not name stays as it is. */
export function textEdits(edits: readonly Edit[], texts: Texts): TextEdit[] {
  const flow = new Map<Collection, { removed: Set<Child>; insertions: Insertion[] }>();
  const changesOf = (collection: Collection) => {
    const changes = flow.get(collection) ?? { removed: new Set<Child>(), insertions: [] };
    flow.set(collection, changes);
    return changes;
  };
  const result: TextEdit[] = [];
  for (const edit of edits) {
    if (edit.kind === 'replace') result.push(replaceValue(edit.ours, edit.theirs, texts));
    else if (edit.kind === 'join') result.push(joinValues(edit, texts));
    else if (edit.kind === 'remove' && edit.from.style === 'flow') changesOf(edit.from).removed.add(edit.ours);
    else if (edit.kind === 'remove') result.push(removeLines(edit, texts));
    else if (edit.into.style === 'flow') changesOf(edit.into).insertions.push(edit);
    else result.push(insertLines(edit, texts));
  }
  return [...result, ...[...flow].flatMap(([collection, changes]) => editFlow({ collection, ...changes }, texts))];
}
