import { hasLineConflict, markedText, mergeLines } from './lines/merge-lines.ts';
import { readTextFile, writeTextFile, type TextFile } from './lines/text-file.ts';
import { markerSizeFor, type MergeLabels } from './markers.ts';
import type { MergeConflict, MergeOutcome } from './merge-outcome.ts';
import { mergeValues } from './merge-values.ts';
import { formatOf } from './trees/file-format.ts';
import type { ListRules } from './trees/tree.ts';

export interface MergeInput {
  /** The template's old text; empty where it had no such file. */
  base: string;
  /** The team's text. */
  ours: string;
  /** The template's new text. */
  theirs: string;
  /** Its ending says what kind of file it is. */
  path: string;
  labels: MergeLabels;
  /** Lists whose order says nothing. */
  lists?: ListRules;
}

export type MergedFile =
  | { kind: 'clean'; text: string }
  | {
      kind: 'conflict';
      text: string;
      conflicts: MergeConflict[];
      /** Length of the markers in `text`; what looks for them later has to know. */
      markerSize: number;
    };

/**
 * Three-way merge of one text file. JSON, YAML and TOML are merged by what they say, all else line by line. Line ends, byte order mark
 * and every byte that the template did not change stay the team's.
 */
export function mergeFile({ base, ours, theirs, path, labels, lists = {} }: MergeInput): MergedFile {
  if (ours === theirs || base === theirs) return { kind: 'clean', text: ours };
  if (base === ours) return { kind: 'clean', text: theirs };
  const files = { base: readTextFile(base), ours: readTextFile(ours), theirs: readTextFile(theirs) };
  const texts = { base: files.base.text, ours: files.ours.text, theirs: files.theirs.text };
  const lineMerge = mergeLines(texts);
  const markerSize = markerSizeFor(Object.values(texts));
  const format = formatOf(path, Object.values(texts));
  const merged: MergeOutcome =
    format === undefined ? mergeAsLines() : mergeValues({ texts, lineMerge, format, lists, labels, size: markerSize });
  const text = writeTextFile(merged.text, lineEndsOf(files), markOf(files));
  return merged.kind === 'clean' ? { kind: 'clean', text } : { kind: 'conflict', text, conflicts: merged.conflicts, markerSize };

  function mergeAsLines(): MergeOutcome {
    const { text: marked, conflicts } = markedText(lineMerge, { labels, size: markerSize, markAll: false });
    if (!hasLineConflict(lineMerge)) return { kind: 'clean', text: marked };
    const reason = 'both sides changed these lines';
    return { kind: 'conflict', text: marked, conflicts: conflicts.map((each) => ({ ...each, reason })) };
  }
}

interface Files {
  base: TextFile;
  ours: TextFile;
  theirs: TextFile;
}

/** The team's choice where they made one, else the template's. */
function markOf({ base, ours, theirs }: Files): boolean {
  return ours.hasByteOrderMark === base.hasByteOrderMark ? theirs.hasByteOrderMark : ours.hasByteOrderMark;
}

/** A file without any line end says nothing about how its lines end. */
function lineEndsOf({ ours, theirs }: Files): TextFile {
  return ours.endings.length > 0 ? ours : { ...ours, endings: theirs.endings };
}
