import type { Side } from './side.ts';

/** The lines that are left to compare, and where each stands in its text. */
export interface Kept {
  lines: Int32Array;
  places: Int32Array;
}

/** How often the other side has a line: never, a few times, or so often that it says little. */
const times = { never: 0, some: 1, often: 2 } as const;
const mostOften = 1024;
const window = 100;
/** A frequent line goes when more than three quarters of the lines around it are new to the other side. */
const share = 4;

/**
 * Leaves out what both texts begin and end with, marks lines that the other side has nowhere, and with them frequent lines (a brace,
 * a blank line) amid such lines: matching those would tear a new block apart.
 */
export function distinguishingLines(a: Side, b: Side): { first: Kept; second: Kept } {
  const start = commonStart(a.lines, b.lines);
  const end = commonEnd(a.lines, b.lines, start);
  const [inA, inB] = [countLines(a.lines), countLines(b.lines)];
  return {
    first: keep(a, { start, end: a.lines.length - end, counts: inB }),
    second: keep(b, { start, end: b.lines.length - end, counts: inA }),
  };
}

function commonStart(a: Int32Array, b: Int32Array): number {
  const limit = Math.min(a.length, b.length);
  let start = 0;
  while (start < limit && a[start] === b[start]) start += 1;
  return start;
}

function commonEnd(a: Int32Array, b: Int32Array, start: number): number {
  const limit = Math.min(a.length, b.length) - start;
  let end = 0;
  while (end < limit && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return end;
}

function countLines(lines: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

interface Stretch {
  start: number;
  end: number;
  /** How often each line is in the other text. */
  counts: ReadonlyMap<number, number>;
}

function keep({ lines, changed }: Side, { start, end, counts }: Stretch): Kept {
  const limit = Math.min(roughSquareRoot(lines.length), mostOften);
  const frequency = new Uint8Array(lines.length);
  for (let at = start; at < end; at += 1) {
    const count = counts.get(lines[at]!) ?? 0;
    frequency[at] = count === 0 ? times.never : count >= limit ? times.often : times.some;
  }
  const places: number[] = [];
  for (let at = start; at < end; at += 1) {
    const isKept = frequency[at] === times.some || (frequency[at] === times.often && !isAmidNewLines(frequency, at, { start, end }));
    if (isKept) places.push(at);
    else changed[at] = 1;
  }
  return { lines: Int32Array.from(places, (place) => lines[place]!), places: Int32Array.from(places) };
}

function isAmidNewLines(frequency: Uint8Array, at: number, { start, end }: { start: number; end: number }): boolean {
  const before = run(frequency, { at, step: -1, until: Math.max(start, at - window) - 1 });
  if (before.never === 0) return false;
  const after = run(frequency, { at, step: 1, until: Math.min(end - 1, at + window) + 1 });
  if (after.never === 0) return false;
  const often = before.often + after.often + 2;
  return often * share < often + before.never + after.never;
}

/** How many new and how many frequent lines follow each other from a place, up to the first that is neither. */
function run(frequency: Uint8Array, { at, step, until }: { at: number; step: 1 | -1; until: number }): { never: number; often: number } {
  const seen = { never: 0, often: 0 };
  for (let place = at + step; place !== until; place += step) {
    if (frequency[place] === times.some) break;
    if (frequency[place] === times.never) seen.never += 1;
    else seen.often += 1;
  }
  return seen;
}

/** A power of two near the root, never below it by much: all that a threshold needs. */
export function roughSquareRoot(number: number): number {
  let root = 1;
  for (let rest = number; rest > 0; rest >>= 2) root <<= 1;
  return root;
}
