import type { Edit, Insertion } from '../trees/place.ts';
import type { Child } from '../trees/tree.ts';
import type { Texts } from './replace-value.ts';
import { put, replaceSpan, type TextEdit } from './text-edit.ts';
import { blankStart, columnOf, indentRest, isFirstOnLine, leadStart, lineEnd, lineStart, nextLine } from './text-lines.ts';

/** Puts a child of theirs among the lines of ours, with the comment above it. */
export function insertLines(insertion: Insertion, texts: Texts): TextEdit {
  const { into, behind, before } = insertion;
  const sibling = behind ?? before ?? into.children[0];
  const column = sibling === undefined ? columnOf(texts.ours, into.span.start) : columnOf(texts.ours, sibling.span.start);
  const lines = linesOf(insertion, { texts, column, withBlank: behind !== undefined });
  if (behind === undefined && before !== undefined && isFirstOnLine(texts.ours, before.span.start)) {
    return put(leadStart(texts.ours, before.span.start), `${lines}\n`);
  }
  return putBehind(texts.ours, sibling?.span.end ?? into.span.end, lines);
}

function putBehind(ours: string, at: number, lines: string): TextEdit {
  const end = lineEnd(ours, at);
  return end === ours.length ? put(end, `\n${lines}`) : put(end + 1, `${lines}\n`);
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

function commentAbove(text: string, { span }: Child): string {
  const lines = text.slice(leadStart(text, span.start), lineStart(text, span.start)).split('\n');
  return lines.map((line) => line.trim()).join('\n');
}
