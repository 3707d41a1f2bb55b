import type { MergeLabels } from './markers.ts';
import { mergeFile } from './merge.ts';
import { formatOf } from './trees/file-format.ts';

export interface SplitInput {
  /** The template's old text of the one file, and the team's. */
  base: string;
  ours: string;
  /** The files that the template has for it now, in the order of what they took over. */
  pieces: readonly { path: string; text: string }[];
  labels: MergeLabels;
}

/**
 * Merges one file with the several that a template made of it: each edit of the team goes to the piece that its lines went to. By lines
 * alone, because the pieces together are no file of any kind. `undefined`: an edit lies where the file is cut, or clashes.
 */
export function splitFile({ base, ours, pieces, labels }: SplitInput): string[] | undefined {
  const mark = freeMark([base, ours, ...pieces.map(({ text }) => text)]);
  const last = pieces.length - 1;
  const theirs = pieces.map(({ text }, index) => (index === last ? text : `${closed(text)}${mark} ${index}\n`)).join('');
  const merged = mergeFile({ base, ours, theirs, path: 'split', labels });
  if (merged.kind === 'conflict') return undefined;
  const texts = cut(merged.text, mark, last);
  return texts?.every((text, index) => isWhole(text, pieces[index])) === true ? texts : undefined;
}

function closed(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** A line that none of the texts holds. */
function freeMark(texts: readonly string[]): string {
  let mark = '-- cut here';
  while (texts.some((text) => text.includes(mark))) mark += '-';
  return mark;
}

/** `undefined`: not every mark stands where the template put it. */
function cut(text: string, mark: string, count: number): string[] | undefined {
  const parts = text.split(/^(-- cut here-* \d+)\r?\n/m);
  const marks = parts.filter((_, index) => index % 2 === 1);
  if (marks.length !== count || marks.some((each, index) => each !== `${mark} ${index}`)) return undefined;
  return parts.filter((_, index) => index % 2 === 0);
}

/** What the template has in good form stays so. */
function isWhole(text: string, piece: { path: string; text: string } | undefined): boolean {
  if (piece === undefined) return false;
  const format = formatOf(piece.path, [piece.text]);
  return format === undefined || format.parse(piece.text).kind === 'broken' || format.parse(text).kind !== 'broken';
}
