import type { Insertion } from '../trees/place.ts';
import type { Child, Collection } from '../trees/tree.ts';
import type { Texts } from './replace-value.ts';
import { put, replaceSpan, type TextEdit } from './text-edit.ts';
import { indentOf, indentUnit, isFirstOnLine, lineEnd, linesAround, lineStart, reindentRest } from './text-lines.ts';

/** What happens to the children of one collection between brackets: all at once, because the commas between them hang together. */
export interface FlowChanges {
  collection: Collection;
  removed: ReadonlySet<Child>;
  insertions: readonly Insertion[];
}

export function editFlow(changes: FlowChanges, texts: Texts): TextEdit[] {
  const { collection, removed, insertions } = changes;
  const survivors = collection.children.filter((child) => !removed.has(child));
  const [first, last] = [survivors[0], survivors.at(-1)];
  if (first === undefined || last === undefined) return [replaceSpan(collection.span, filled(changes, texts))];
  const layout = layoutOf(collection, texts.ours);
  const leading = insertions.filter(
    ({ behind }) => behind === undefined || collection.children.indexOf(behind) < collection.children.indexOf(first),
  );
  const edits = leading.map((insertion) => put(first.span.start, `${sourceOf(insertion, texts, layout.indent)},${layout.gap}`));
  for (const survivor of survivors) {
    const following = insertions.filter((each) => !leading.includes(each) && hostOf(each, survivors, collection) === survivor);
    edits.push(...insertBehind(survivor, following, { changes, texts, layout, isLast: survivor === last }));
  }
  return [...edits, ...removals(changes, last, texts.ours)];
}

interface Layout {
  /** What stands between a comma and the child behind it. */
  gap: string;
  indent: string;
  hasLines: boolean;
}

function layoutOf({ span, children }: Collection, text: string): Layout {
  const sample = children.at(-1)?.span.start ?? span.start;
  const hasLines = lineStart(text, sample) !== lineStart(text, span.start);
  const indent = indentOf(text, sample);
  return { hasLines, indent, gap: hasLines ? `\n${indent}` : ' ' };
}

/** The child that stays nearest before where an insertion wants to be. */
function hostOf({ behind }: Insertion, survivors: readonly Child[], { children }: Collection): Child | undefined {
  const at = behind === undefined ? -1 : children.indexOf(behind);
  return survivors.findLast((survivor) => children.indexOf(survivor) <= at);
}

interface Placing {
  changes: FlowChanges;
  texts: Texts;
  layout: Layout;
  isLast: boolean;
}

function insertBehind(child: Child, insertions: readonly Insertion[], { changes, texts, layout, isLast }: Placing): TextEdit[] {
  if (insertions.length === 0) return [];
  const sources = insertions.map((insertion) => sourceOf(insertion, texts, layout.indent));
  const { end } = child.span;
  const comma = /^[ \t]*,/.exec(texts.ours.slice(end, lineEnd(texts.ours, end)))?.[0];
  const isTail = isLast && changes.collection.children.at(-1) !== child;
  if (!layout.hasLines || isTail) return [put(end, sources.map((source) => `,${layout.gap}${source}`).join(''))];
  if (comma === undefined) {
    const added = sources.join(`,${layout.gap}`);
    const restEnd = commentEnd(texts.ours, end);
    return restEnd === end ? [put(end, `,${layout.gap}${added}`)] : [put(end, ','), put(restEnd, layout.gap + added)];
  }
  const at = commentEnd(texts.ours, end + comma.length);
  return [put(at, sources.map((source) => `${layout.gap}${source},`).join(''))];
}

/** The end of the line when nothing but a comment is left on it, else where one stands. */
function commentEnd(text: string, at: number): number {
  const end = lineEnd(text, at);
  const rest = text.slice(at, end).trim();
  return /^(?:#|\/\/|\/\*)/.test(rest) ? end : at;
}

/** Children on lines of their own go with their lines, so that nothing else on neighbouring lines moves. */
function removals({ collection: { children }, removed }: FlowChanges, last: Child, text: string): TextEdit[] {
  const edits: TextEdit[] = [];
  const lastAt = children.indexOf(last);
  const tail = children.slice(lastAt + 1);
  for (const [index, child] of children.slice(0, lastAt).entries()) {
    const next = children[index + 1];
    if (!removed.has(child) || next === undefined) continue;
    edits.push(replaceSpan(hasOwnLines(child, next.span.start, text) ? linesAround(text, child.span) : upTo(child, next), ''));
  }
  const closing = tail.at(-1);
  if (closing === undefined) return edits;
  const comma = /^[ \t]*,/.exec(text.slice(last.span.end))?.[0];
  const areApart = comma !== undefined && tail.every((child, index) => hasOwnLines(child, tail[index + 1]?.span.start, text));
  if (!areApart) return [...edits, replaceSpan({ start: last.span.end, end: closing.span.end }, '')];
  edits.push(replaceSpan({ start: last.span.end, end: last.span.end + comma.length }, ''));
  return [...edits, ...tail.map((child) => replaceSpan(linesAround(text, child.span), ''))];
}

function upTo(child: Child, next: Child): { start: number; end: number } {
  return { start: child.span.start, end: next.span.start };
}

/** Nothing but the child, its comma and a comment is on its lines; what comes next begins at `next`, if anything does. */
function hasOwnLines({ span }: Child, next: number | undefined, text: string): boolean {
  if (!isFirstOnLine(text, span.start)) return false;
  const rest = text
    .slice(span.end, lineEnd(text, span.end))
    .replace(/^[ \t]*,/, '')
    .trim();
  const isAlone = rest === '' || /^(?:#|\/\/)/.test(rest);
  return isAlone && (next === undefined || next > lineEnd(text, span.end));
}

/** A child of theirs as it may stand between commas. */
function sourceOf({ from, theirs }: Insertion, { theirs: text, ours }: Texts, indent: string): string {
  const start = from.kind === 'list' ? theirs.node.span.start : theirs.span.start;
  const source = text.slice(start, Math.max(theirs.node.span.end, theirs.span.end));
  return reindentRest(source, { indent: indentOf(text, start), unit: indentUnit(text) }, { indent, unit: indentUnit(ours) });
}

/** The whole collection anew, laid out as theirs is. */
function filled({ collection, insertions }: FlowChanges, texts: Texts): string {
  const [open, close] = collection.kind === 'map' ? ['{', '}'] : ['[', ']'];
  const [sample] = insertions;
  if (sample === undefined) return open + close;
  const hasLines = sample.from.style === 'flow' && layoutOf(sample.from, texts.theirs).hasLines;
  const outer = indentOf(texts.ours, collection.span.start);
  const inner = outer + indentUnit(texts.ours);
  const sources = insertions.map((insertion) => sourceOf(insertion, texts, inner));
  if (hasLines) return `${open}\n${inner}${sources.join(`,\n${inner}`)}\n${outer}${close}`;
  const space = collection.kind === 'map' ? ' ' : '';
  return open + space + sources.join(', ') + space + close;
}
