import { mergeLines, resolvedText } from '../lines/merge-lines.ts';
import type { Edit } from '../trees/place.ts';
import type { Child, Tree } from '../trees/tree.ts';
import { replaceSpan, type TextEdit } from './text-edit.ts';
import { columnOf, indentOf, indentRest, indentUnit, reindentRest } from './text-lines.ts';

export interface Texts {
  base: string;
  ours: string;
  theirs: string;
}

/** Puts their value where ours stands. Between two values of one line, what is around them (spaces, a comment) stays ours. */
export function replaceValue(ours: Child, theirs: Child, texts: Texts): TextEdit {
  const moved = columnOf(texts.ours, ours.span.start) - columnOf(texts.theirs, theirs.span.start);
  const isInPlace = isOneValue(ours.node) && isOneValue(theirs.node);
  const from = isInPlace ? ours.node.span.start : Math.min(ours.valueStart, ours.node.span.start);
  const source = texts.theirs.slice(isInPlace ? theirs.node.span.start : theirs.valueStart, theirs.node.span.end);
  const end = Math.max(from, ours.node.span.end);
  if (theirs.node.kind === 'scalar' || theirs.node.style !== 'flow') return replaceSpan({ start: from, end }, indentRest(source, moved));
  const [before, after] = [styleAt(texts.theirs, theirs), styleAt(texts.ours, ours)];
  return replaceSpan({ start: from, end }, reindentRest(source, before, after));
}

function styleAt(text: string, { span }: Child): { indent: string; unit: string } {
  return { indent: indentOf(text, span.start), unit: indentUnit(text) };
}

/** Merges a text of several lines as it is written; what is no success is read to say something else, and dropped then. */
export function joinValues({ base, ours, theirs }: Extract<Edit, { kind: 'join' }>, texts: Texts): TextEdit {
  const column = columnOf(texts.ours, ours.span.start);
  const source = (text: string, { span, node }: Child) =>
    indentRest(text.slice(node.span.start, node.span.end), column - columnOf(text, span.start));
  const merge = mergeLines({ base: source(texts.base, base), ours: source(texts.ours, ours), theirs: source(texts.theirs, theirs) });
  return replaceSpan(ours.node.span, resolvedText(merge, 'ours'));
}

function isOneValue(node: Tree): boolean {
  return (node.kind === 'scalar' || node.style === 'flow') && node.span.end > node.span.start;
}
