import type { MergeLabels } from '../markers.ts';
import { conflictBlock } from '../markers.ts';
import type { Clash } from '../trees/place.ts';
import type { Child, Collection, Span } from '../trees/tree.ts';
import type { Texts } from './replace-value.ts';
import type { TextEdit } from './text-edit.ts';
import { leadStart, lineStart, linesAround, nextLine } from './text-lines.ts';

/** Whole lines of the three versions that stand for one conflict. */
export interface ClashRegion {
  ours: Span;
  base: Span | undefined;
  theirs: Span | undefined;
  reasons: string[];
}

/** The lines of each clash's keys; clashes that share a line are one. */
export function clashRegions(clashes: readonly Clash[], texts: Texts): ClashRegion[] {
  const regions: ClashRegion[] = [];
  const found = clashes.map((clash) => regionOf(clash, texts)).toSorted((a, b) => a.ours.start - b.ours.start || a.ours.end - b.ours.end);
  for (const region of found) {
    const last = regions.at(-1);
    const isApart = last === undefined || (region.ours.start > last.ours.start && region.ours.start >= last.ours.end);
    if (isApart) regions.push(region);
    else join(last, region);
  }
  return regions;
}

function join(into: ClashRegion, { ours, base, theirs, reasons }: ClashRegion): void {
  into.ours = around(into.ours, ours);
  into.base = into.base && base ? around(into.base, base) : (into.base ?? base);
  into.theirs = into.theirs && theirs ? around(into.theirs, theirs) : (into.theirs ?? theirs);
  into.reasons.push(...reasons);
}

function around(a: Span, b: Span): Span {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

function regionOf({ place, holders, behind, reason }: Clash, texts: Texts): ClashRegion {
  const reasons = [reason];
  if (place.ours !== undefined) {
    return {
      ours: linesAround(texts.ours, place.ours.span),
      base: linesOf(texts.base, place.base),
      theirs: linesOf(texts.theirs, place.theirs),
      reasons,
    };
  }
  const gap = holders.ours === undefined ? undefined : gapIn(holders.ours, behind, texts.ours);
  if (gap === undefined) {
    const whole = { start: 0, end: texts.ours.length };
    return {
      ours: linesOf(texts.ours, holders.ours) ?? whole,
      base: linesOf(texts.base, holders.base),
      theirs: linesOf(texts.theirs, holders.theirs),
      reasons,
    };
  }
  return { ours: { start: gap, end: gap }, base: linesOf(texts.base, place.base), theirs: linesOf(texts.theirs, place.theirs), reasons };
}

function linesOf(text: string, place: Child | Collection | undefined): Span | undefined {
  return place && linesAround(text, place.span);
}

/** Between which lines of ours a child would go that ours does not have; nowhere when its siblings share one line. */
function gapIn(holder: Collection, behind: Child | undefined, text: string): number | undefined {
  const first = holder.children[0];
  if (first === undefined) return undefined;
  if (holder.style === 'flow' && lineStart(text, first.span.start) === lineStart(text, holder.span.start)) return undefined;
  return behind === undefined ? leadStart(text, first.span.start) : nextLine(text, behind.span.end);
}

/** The markers around a region's lines. What is edited between them is edited all the same. */
export function markerEdits(region: ClashRegion, texts: Texts, { labels, size }: { labels: MergeLabels; size: number }): TextEdit[] {
  const base = lines(texts.base, region.base);
  const theirs = lines(texts.theirs, region.theirs);
  const [opening, ...rest] = conflictBlock({ ours: [], base, theirs }, labels, size);
  const isUnended = region.ours.end === texts.ours.length && !texts.ours.endsWith('\n') && region.ours.end > region.ours.start;
  const closing = `${isUnended ? '\n' : ''}${rest.join('\n')}\n`;
  const { start, end } = region.ours;
  if (start === end) return [{ start, end, text: `${opening}\n${closing}`, rank: 'puts' }];
  return [
    { start, end: start, text: `${opening}\n`, rank: 'opens' },
    { start: end, end, text: closing, rank: 'closes' },
  ];
}

function lines(text: string, span: Span | undefined): string[] {
  if (span === undefined) return [];
  const slice = text.slice(span.start, span.end);
  return (slice.endsWith('\n') ? slice.slice(0, -1) : slice).split('\n');
}
