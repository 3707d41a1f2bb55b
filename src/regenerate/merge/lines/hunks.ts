import { distinguishingLines } from './distinguishing-lines.ts';
import { markDifferences } from './shortest-edit.ts';
import type { Side } from './side.ts';
import { slideGroups } from './slide-groups.ts';

/** Lines `[fromStart, fromEnd)` of one text stand where `[toStart, toEnd)` stand in the other. */
export interface Hunk {
  fromStart: number;
  fromEnd: number;
  toStart: number;
  toEnd: number;
}

/**
 * Where two texts differ: Myers' shortest edit over the lines that tell anything, each hunk then slid to where it
 * lines up with the other side's. These are the choices git makes, so a merge here reads like one of git's.
 */
export function hunksBetween(from: Int32Array, to: Int32Array): Hunk[] {
  const a: Side = { lines: from, changed: new Uint8Array(from.length) };
  const b: Side = { lines: to, changed: new Uint8Array(to.length) };
  const { first, second } = distinguishingLines(a, b);
  markDifferences({ first, second, a: a.changed, b: b.changed });
  slideGroups(a, b);
  slideGroups(b, a);
  return collectHunks(a.changed, b.changed);
}

function collectHunks(a: Uint8Array, b: Uint8Array): Hunk[] {
  const hunks: Hunk[] = [];
  let [from, to] = [0, 0];
  while (from < a.length || to < b.length) {
    const [fromStart, toStart] = [from, to];
    while (a[from] === 1) from += 1;
    while (b[to] === 1) to += 1;
    if (from > fromStart || to > toStart) hunks.push({ fromStart, fromEnd: from, toStart, toEnd: to });
    from += 1;
    to += 1;
  }
  return hunks;
}
