import type { Edit, Insertion } from '../trees/place.ts';
import type { Child, Collection } from '../trees/tree.ts';
import type { Texts } from './replace-value.ts';
import { put, replaceSpan, type TextEdit } from './text-edit.ts';
import { blankStart, columnOf, indentOf, indentRest, isFirstOnLine, leadStart, lineEnd, lineStart, nextLine } from './text-lines.ts';

/** Puts a child of theirs among the lines of ours, with the comment above it. */
export function insertLines(insertion: Insertion, texts: Texts): TextEdit {
  const { into, theirs } = insertion;
  const { behind, before } = into.style === 'table' ? placeInTable(insertion) : insertion;
  const sibling = behind ?? before ?? into.children[0];
  const column = columnFor(sibling, into, texts.ours);
  const lines = linesOf(insertion, { texts, column, withBlank: behind !== undefined });
  const depth = isHeaded(theirs) ? column : column + 1;
  const isAbove = sibling !== undefined && sibling === before && isFirstOnLine(texts.ours, before.span.start);
  if (isAbove) return put(leadStart(texts.ours, before.span.start), `${lines}\n`, depth);
  return putBehind({ text: texts.ours, at: sibling?.span.end ?? into.span.end }, lines, depth);
}

function columnFor(sibling: Child | undefined, into: Collection, text: string): number {
  return sibling === undefined ? indentOf(text, into.span.start).length : columnOf(text, sibling.span.start);
}

function putBehind({ text, at }: { text: string; at: number }, lines: string, depth: number): TextEdit {
  const end = lineEnd(text, at);
  return end === text.length ? put(end, `\n${lines}`, depth) : put(end + 1, `${lines}\n`, depth);
}

/** Keys come before the first header: behind it they would be another table's. */
function placeInTable({ into, behind, before, theirs }: Insertion): Pick<Insertion, 'behind' | 'before'> {
  const keys = into.children.filter((child) => !isHeaded(child));
  const lastKey = keys.at(-1);
  if (isHeaded(theirs)) return behind !== undefined && isHeaded(behind) ? { behind, before } : { behind: lastKey, before };
  if (behind === undefined || !isHeaded(behind)) return { behind, before };
  return lastKey === undefined ? { behind: undefined, before: into.children[0] } : { behind: lastKey, before: undefined };
}

function isHeaded({ id }: Child): boolean {
  return id.startsWith('[');
}

/** The child's lines as they would stand in ours, without the last line's end. */
function linesOf({ into, from, theirs }: Insertion, place: { texts: Texts; column: number; withBlank: boolean }): string {
  const text = place.texts.theirs;
  const { start, end } = theirs.span;
  const moved = place.column - columnOf(text, start);
  const indent = ' '.repeat(place.column);
  if (from.style === 'flow') {
    const dash = into.kind === 'list' ? '- ' : '';
    return indent + dash + indentRest(text.slice(start, end), moved);
  }
  const own = indent + indentRest(text.slice(start, lineEnd(text, end)), moved);
  if (!isFirstOnLine(text, start) || theirs === from.children[0]) return own;
  const lead = leadStart(text, start);
  const comment = text.slice(lead, lineStart(text, start));
  const blank = place.withBlank ? text.slice(blankStart(text, lead), lead) : '';
  return `${blank}${comment === '' ? '' : indentRest(`\n${comment}`, moved).slice(1)}${own}`;
}

/** Takes a child's lines out, and the comment above it when that is the template's as it was. */
export function removeLines({ from, ours, base }: Extract<Edit, { kind: 'remove' }>, texts: Texts): TextEdit {
  const text = texts.ours;
  const { start, end } = ours.span;
  if (!isFirstOnLine(text, start)) {
    const next = from.children[from.children.indexOf(ours) + 1];
    return replaceSpan({ start, end: next?.span.start ?? end }, '');
  }
  const lead = leadStart(text, start);
  const isTemplates = ours !== from.children[0] && base !== undefined && commentAbove(texts.base, base) === commentAbove(text, ours);
  const first = isTemplates ? lead : lineStart(text, start);
  const last = nextLine(text, end);
  const isBlankBelow = text.slice(last, nextLine(text, last)).trim() === '';
  return replaceSpan({ start: isBlankBelow ? blankStart(text, first) : first, end: last }, '');
}

/** A block without children would be no value at all. */
export function emptyBlock({ kind, span }: Collection, text: string): TextEdit {
  const start = text.slice(0, span.start).trimEnd().length;
  return replaceSpan({ start, end: span.end }, (start === 0 ? '' : ' ') + (kind === 'map' ? '{}' : '[]'));
}

function commentAbove(text: string, { span }: Child): string {
  const lines = text.slice(leadStart(text, span.start), lineStart(text, span.start)).split('\n');
  return lines.map((line) => line.trim()).join('\n');
}
