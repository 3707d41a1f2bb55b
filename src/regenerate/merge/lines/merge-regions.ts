import { hunksBetween, type Hunk } from './hunks.ts';

/** Lines `[start, end)`. */
export interface Range {
  start: number;
  end: number;
}

/** A stretch of the base that a side changed, with what stands there on each side. */
export interface Region {
  /** Whose change it is; `conflict` when both changed it, and differently. */
  kind: 'ours' | 'theirs' | 'conflict';
  base: Range;
  ours: Range;
  theirs: Range;
}

export interface ThreeSides<T> {
  base: T;
  ours: T;
  theirs: T;
}

/**
 * The three-way merge: where ours and theirs left the base. What lies between two regions is the same in ours and in the result,
 * be it unchanged or changed alike by both. Changes that touch each other conflict: nobody saw the two side by side.
 */
export function mergeRegions({ base, ours, theirs }: ThreeSides<Int32Array>): Region[] {
  const regions: Region[] = [];
  const sides = { ours: hunksBetween(base, ours), theirs: hunksBetween(base, theirs) };
  const ends = { ours: ours.length - base.length, theirs: theirs.length - base.length };
  let [mine, yours] = [0, 0];
  for (;;) {
    const a = sides.ours[mine];
    const b = sides.theirs[yours];
    if (a === undefined && b === undefined) break;
    if (a !== undefined && (b === undefined || a.fromEnd < b.fromStart)) {
      append(regions, oneSided('ours', a, b === undefined ? ends.theirs : b.toStart - b.fromStart));
      mine += 1;
    } else if (b !== undefined && (a === undefined || b.fromEnd < a.fromStart)) {
      append(regions, oneSided('theirs', b, a === undefined ? ends.ours : a.toStart - a.fromStart));
      yours += 1;
    } else if (a !== undefined && b !== undefined) {
      if (!isSameChange(a, b, { ours, theirs })) append(regions, bothSided(a, b));
      if (a.fromEnd >= b.fromEnd) yours += 1;
      if (b.fromEnd >= a.fromEnd) mine += 1;
    }
  }
  return regions.flatMap((region) => (region.kind === 'conflict' ? trimmed(region, { ours, theirs }) : [region]));
}

function oneSided(kind: 'ours' | 'theirs', { fromStart, fromEnd, toStart, toEnd }: Hunk, offset: number): Region {
  const base = { start: fromStart, end: fromEnd };
  const changed = { start: toStart, end: toEnd };
  const unchanged = { start: fromStart + offset, end: fromEnd + offset };
  return kind === 'ours' ? { kind, base, ours: changed, theirs: unchanged } : { kind, base, ours: unchanged, theirs: changed };
}

function bothSided(a: Hunk, b: Hunk): Region {
  const start = Math.min(a.fromStart, b.fromStart);
  const end = Math.max(a.fromEnd, b.fromEnd);
  return {
    kind: 'conflict',
    base: { start, end },
    ours: { start: a.toStart - (a.fromStart - start), end: a.toEnd + (end - a.fromEnd) },
    theirs: { start: b.toStart - (b.fromStart - start), end: b.toEnd + (end - b.fromEnd) },
  };
}

function isSameChange(a: Hunk, b: Hunk, { ours, theirs }: { ours: Int32Array; theirs: Int32Array }): boolean {
  const isSamePlace = a.fromStart === b.fromStart && a.fromEnd === b.fromEnd && a.toEnd - a.toStart === b.toEnd - b.toStart;
  if (!isSamePlace) return false;
  for (let index = 0; index < a.toEnd - a.toStart; index += 1) {
    if (ours[a.toStart + index] !== theirs[b.toStart + index]) return false;
  }
  return true;
}

/** A region that begins where the one before it ends, on either side, is one with it. */
function append(regions: Region[], next: Region): void {
  const last = regions.at(-1);
  if (last === undefined || (next.ours.start > last.ours.end && next.theirs.start > last.theirs.end)) {
    regions.push(next);
    return;
  }
  if (last.kind !== next.kind) last.kind = 'conflict';
  last.base.end = next.base.end;
  last.ours.end = next.ours.end;
  last.theirs.end = next.theirs.end;
}

/** Without the lines that both sides begin or end with; none when both sides are the same throughout. */
function trimmed(region: Region, lines: { ours: Int32Array; theirs: Int32Array }): Region[] {
  const { base } = region;
  const [ours, theirs] = [{ ...region.ours }, { ...region.theirs }];
  while (ours.start < ours.end && theirs.start < theirs.end && lines.ours[ours.start] === lines.theirs[theirs.start]) {
    ours.start += 1;
    theirs.start += 1;
  }
  while (ours.start < ours.end && theirs.start < theirs.end && lines.ours[ours.end - 1] === lines.theirs[theirs.end - 1]) {
    ours.end -= 1;
    theirs.end -= 1;
  }
  const isSame = ours.start === ours.end && theirs.start === theirs.end;
  return isSame ? [] : [{ kind: 'conflict', base, ours, theirs }];
}
