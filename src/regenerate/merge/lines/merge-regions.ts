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
  const mine = [...hunksBetween(base, ours), behindAll(base, ours)];
  const yours = [...hunksBetween(base, theirs), behindAll(base, theirs)];
  for (let [a, b] = [0, 0]; a < mine.length - 1 || b < yours.length - 1;) {
    const [hunk, other] = [mine[a]!, yours[b]!];
    if (hunk.fromEnd < other.fromStart) {
      append(regions, oneSided('ours', hunk, other.toStart - other.fromStart));
      a += 1;
    } else if (other.fromEnd < hunk.fromStart) {
      append(regions, oneSided('theirs', other, hunk.toStart - hunk.fromStart));
      b += 1;
    } else {
      if (!isSameChange(hunk, other, { ours, theirs })) append(regions, bothSided(hunk, other));
      const [end, otherEnd] = [hunk.fromEnd, other.fromEnd];
      if (otherEnd >= end) a += 1;
      if (end >= otherEnd) b += 1;
    }
  }
  return regions.flatMap((region) => (region.kind === 'conflict' ? trimmed(region, { ours, theirs }) : [region]));
}

/** Stands behind every hunk, one line away from each. */
function behindAll(base: Int32Array, side: Int32Array): Hunk {
  const [from, to] = [base.length + 1, side.length + 1];
  return { fromStart: from, fromEnd: from, toStart: to, toEnd: to };
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
