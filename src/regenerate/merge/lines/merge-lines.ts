import { conflictBlock, type MergeLabels } from '../markers.ts';
import { mergeRegions, type Range, type Region, type ThreeSides } from './merge-regions.ts';
import { isEndedByNewline, lineNumbering, linesOf } from './text-file.ts';

export interface LineConflict {
  startLine: number;
  endLine: number;
}

export interface LineMerge {
  lines: ThreeSides<readonly string[]>;
  /** Sorted; nothing where ours is what the result takes. */
  regions: Region[];
  isEndedByNewline: boolean;
}

/** The line merge of three texts whose lines end in `\n`. The newline at the very end is a choice of its own, not part of the last line. */
export function mergeLines(texts: ThreeSides<string>): LineMerge {
  const number = lineNumbering();
  const lines = { base: linesOf(texts.base), ours: linesOf(texts.ours), theirs: linesOf(texts.theirs) };
  const regions = mergeRegions({ base: number(lines.base), ours: number(lines.ours), theirs: number(lines.theirs) });
  const ended = { base: isEndedByNewline(texts.base), ours: isEndedByNewline(texts.ours), theirs: isEndedByNewline(texts.theirs) };
  return {
    lines,
    regions: regions.filter(({ kind }) => kind !== 'ours'),
    isEndedByNewline: ended.ours === ended.base ? ended.theirs : ended.ours,
  };
}

export function hasLineConflict({ regions }: LineMerge): boolean {
  return regions.some(({ kind }) => kind === 'conflict');
}

/** The result if every conflict were resolved to one side; the merge itself when there is none. */
export function resolvedText(merge: LineMerge, side: 'ours' | 'theirs'): string {
  const winner = (region: Region) => (region.kind === 'conflict' ? side : 'theirs');
  return joined(assemble(merge, (region) => slice(merge.lines[winner(region)], region[winner(region)])).lines, merge.isEndedByNewline);
}

/** The result with markers: around conflicts, and, when asked for, around each change of the template's too. */
export function markedText(
  merge: LineMerge,
  { labels, size, markAll }: { labels: MergeLabels; size: number; markAll: boolean },
): { text: string; conflicts: LineConflict[] } {
  const { lines, marked } = assemble(merge, (region) => {
    if (region.kind === 'theirs' && !markAll) return slice(merge.lines.theirs, region.theirs);
    const { ours, base, theirs } = merge.lines;
    const sides = { ours: slice(ours, region.ours), base: slice(base, region.base), theirs: slice(theirs, region.theirs) };
    return { block: conflictBlock(sides, labels, size) };
  });
  const isMarkedLast = marked.at(-1)?.endLine === lines.length;
  return { text: joined(lines, merge.isEndedByNewline || isMarkedLast), conflicts: marked };
}

type Placed = readonly string[] | { block: readonly string[] };

/** Ours with each region replaced, and where the blocks among the replacements came to stand. */
function assemble({ lines, regions }: LineMerge, place: (region: Region) => Placed): { lines: string[]; marked: LineConflict[] } {
  const result: string[] = [];
  const marked: LineConflict[] = [];
  let from = 0;
  for (const region of regions) {
    for (; from < region.ours.start; from += 1) result.push(lines.ours[from]!);
    const placed = place(region);
    const added = 'block' in placed ? placed.block : placed;
    if ('block' in placed) marked.push({ startLine: result.length + 1, endLine: result.length + added.length });
    for (const line of added) result.push(line);
    from = region.ours.end;
  }
  for (; from < lines.ours.length; from += 1) result.push(lines.ours[from]!);
  return { lines: result, marked };
}

function slice(lines: readonly string[], { start, end }: Range): readonly string[] {
  return lines.slice(start, end);
}

function joined(lines: readonly string[], isEnded: boolean): string {
  return lines.join('\n') + (isEnded && lines.length > 0 ? '\n' : '');
}
