import { hasLineConflict, markedText, resolvedText, type LineMerge } from './lines/merge-lines.ts';
import { findMarkers, type MergeLabels } from './markers.ts';
import type { MergeConflict, MergeOutcome } from './merge-outcome.ts';
import { clashRegions, markerEdits, type ClashRegion } from './splice/clash-regions.ts';
import type { Texts } from './splice/replace-value.ts';
import { textEdits } from './splice/splice.ts';
import { applyEdits } from './splice/text-edit.ts';
import type { FileFormat } from './trees/file-format.ts';
import { mergeTrees } from './trees/merge-trees.ts';
import type { TreeMerge } from './trees/place.ts';
import { withListRules, type ListRules, type Tree } from './trees/tree.ts';

export interface ValueMergeInput {
  texts: Texts;
  lineMerge: LineMerge;
  format: FileFormat;
  lists: ListRules;
  labels: MergeLabels;
  size: number;
}

/**
 * Merges a file by what it says. The line merge is taken when it says the same, for it keeps both sides' comments; else the keys that the
 * template changed are put into ours. Whatever comes out is read again: a result that says anything else is never a success.
 */
export function mergeValues(input: ValueMergeInput): MergeOutcome {
  const { texts } = input;
  const trees = { base: treeOf(texts.base, input), ours: treeOf(texts.ours, input), theirs: treeOf(texts.theirs, input) };
  if (trees.base === undefined || trees.ours === undefined || trees.theirs === undefined) return mergeCheckedLines(input);
  const known = { base: trees.base, ours: trees.ours, theirs: trees.theirs };
  const joined = mergeTrees(known, { areTextsJoined: true });
  if (saysTheSame(input, joined)) return lineOutcome(input, joined);
  return (
    spliceOverLines(joined, { ...input, known }) ??
    splice(joined, input) ??
    splice(mergeTrees(known, { areTextsJoined: false }), input) ??
    markEverything(input, 'both sides changed this file, and its lines cannot be put together safely')
  );
}

/** For a file that is only known as lines, though its form is known: what comes out has to be well formed. */
function mergeCheckedLines(input: ValueMergeInput): MergeOutcome {
  const { texts, format, lineMerge } = input;
  if (hasLineConflict(lineMerge)) return lineOutcome(input, undefined);
  const result = format.parse(resolvedText(lineMerge, 'ours'));
  const isForeign = [texts.base, texts.ours, texts.theirs].every((text) => format.parse(text).kind === 'broken');
  if (result.kind !== 'broken' || isForeign) return lineOutcome(input, undefined);
  return markEverything(input, `merged line by line, it is no ${format.name}: ${result.problem}`);
}

function treeOf(text: string, { format, lists }: ValueMergeInput): Tree | undefined {
  const parsed = format.parse(text);
  return parsed.kind === 'tree' ? withListRules(parsed.tree, lists) : undefined;
}

/**
 * Lines that clash where no value does (a comment, the layout) are no reason to ask anybody: they stay the team's. Values that clash where no
 * line does (a key that one side moved) are one.
 */
function saysTheSame(input: ValueMergeInput, { says, clashes }: TreeMerge): boolean {
  const { lineMerge } = input;
  if (hasLineConflict(lineMerge) !== clashes.length > 0) return false;
  const [ours, theirs] = (['ours', 'theirs'] as const).map((side) => treeOf(resolvedText(lineMerge, side), input)?.print);
  return ours === says.ours && theirs === says.theirs;
}

function lineOutcome({ lineMerge, labels, size, texts }: ValueMergeInput, merge: TreeMerge | undefined): MergeOutcome {
  const { text, conflicts } = markedText(lineMerge, { labels, size, markAll: false });
  if (conflicts.length === 0) return { kind: 'clean', text };
  const regions = merge === undefined ? [] : clashRegions(merge.clashes, texts);
  const all = regions.flatMap(({ reasons }) => reasons).join('; ') || 'both sides changed these lines';
  const isMatched = regions.length === conflicts.length;
  const reasonOf = (index: number) => (isMatched ? regions[index]?.reasons.join('; ') : undefined) ?? all;
  return { kind: 'conflict', text, conflicts: conflicts.map((each, index) => ({ ...each, reason: reasonOf(index) })) };
}

/**
 * Where lines clash and values do not, the lines that do not clash are merged as lines, for they have the template's comments, and keys are
 * put in where the others were left as ours.
 */
function spliceOverLines(joined: TreeMerge, { known, ...input }: ValueMergeInput & { known: Record<keyof Texts, Tree> }) {
  if (joined.clashes.length > 0) return undefined;
  const texts = { ...input.texts, ours: resolvedText(input.lineMerge, 'ours') };
  const ours = treeOf(texts.ours, input);
  if (ours === undefined) return undefined;
  const merge = mergeTrees({ ...known, ours }, { areTextsJoined: true });
  return merge.clashes.length === 0 && merge.says.ours === joined.says.ours ? splice(merge, { ...input, texts }) : undefined;
}

function splice(merge: TreeMerge, input: ValueMergeInput): MergeOutcome | undefined {
  const { texts, labels, size } = input;
  const edits = textEdits(merge.edits, texts);
  const text = applyEdits(texts.ours, edits);
  if (text === undefined || treeOf(text, input)?.print !== merge.says.ours) return undefined;
  if (merge.clashes.length === 0) return { kind: 'clean', text };
  const regions = clashRegions(merge.clashes, texts);
  const marked = applyEdits(texts.ours, [...edits, ...regions.flatMap((region) => markerEdits(region, texts, { labels, size }))]);
  return marked === undefined ? undefined : { kind: 'conflict', text: marked, conflicts: located(marked, regions, input) };
}

/** No line of the file looks like a marker of this size, so that markers are found by looking for them. */
function located(text: string, regions: readonly ClashRegion[], { labels, size }: ValueMergeInput): MergeConflict[] {
  const markers = findMarkers(text, labels, size);
  return regions.map(({ reasons }, index) => ({
    startLine: markers[index * 3] ?? 1,
    endLine: markers[index * 3 + 2] ?? 1,
    reason: reasons.join('; '),
  }));
}

/** A person has to look at every change of the template's: the line merge with all of them marked. */
function markEverything({ lineMerge, labels, size }: ValueMergeInput, reason: string): MergeOutcome {
  const { text, conflicts } = markedText(lineMerge, { labels, size, markAll: true });
  if (conflicts.length === 0) return { kind: 'clean', text };
  return { kind: 'conflict', text, conflicts: conflicts.map((each) => ({ ...each, reason })) };
}
