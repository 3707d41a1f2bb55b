import { mergeRegions, type Range, type Region } from '../lines/merge-regions.ts';
import { lineNumbering } from '../lines/text-file.ts';
import type { Context, MergePlace, Place } from './place.ts';
import type { Child, Collection } from './tree.ts';

interface Lists {
  base: Collection | undefined;
  ours: Collection;
  theirs: Collection;
}

interface Items {
  base: Child[];
  ours: Child[];
  theirs: Child[];
}

/**
 * Merges ordered lists as texts are merged, an item being a line. Where both changed as many items as the base had there, each is merged
 * with its counterpart; any other overlap is `undefined`: which item is which is then a guess.
 */
export function mergeListItems(holders: Lists, context: Context, mergePlace: MergePlace): { ours: Child[]; theirs: Child[] } | undefined {
  const number = lineNumbering();
  const items = { base: holders.base?.children ?? [], ours: holders.ours.children, theirs: holders.theirs.children };
  const regions = mergeRegions({
    base: prints(items.base, number),
    ours: prints(items.ours, number),
    theirs: prints(items.theirs, number),
  });
  if (regions.some((region) => region.kind === 'conflict' && !isPaired(region))) return undefined;
  const result: { ours: Child[]; theirs: Child[] } = { ours: [], theirs: [] };
  let from = 0;
  for (const region of [...regions.filter(({ kind }) => kind !== 'ours'), atEnd(items.ours.length)]) {
    const kept = items.ours.slice(from, region.ours.start);
    const places = placesOf(region, items, { ...context, holders });
    const outcomes = places.map(([place, placed]) => mergePlace(place, placed));
    result.ours.push(...kept, ...outcomes.flatMap((each) => each.ours ?? []));
    result.theirs.push(...kept, ...outcomes.flatMap((each) => each.theirs ?? []));
    from = region.ours.end;
  }
  return result;
}

function prints(items: readonly Child[], number: (lines: readonly string[]) => Int32Array): Int32Array {
  return number(items.map(({ node }) => node.print));
}

function isPaired({ base, ours, theirs }: Region): boolean {
  const size = lengthOf(base);
  return size > 0 && lengthOf(ours) === size && lengthOf(theirs) === size;
}

function lengthOf({ start, end }: Range): number {
  return end - start;
}

function atEnd(length: number): Region {
  const nothing = { start: length, end: length };
  return { kind: 'theirs', base: nothing, ours: nothing, theirs: { start: 0, end: 0 } };
}

/** The items of a region, each beside its counterparts; more on one side count as new, or as gone. */
function placesOf(region: Region, items: Items, context: Context): [Place, Context][] {
  const [base, ours, theirs] = [slice(items.base, region.base), slice(items.ours, region.ours), slice(items.theirs, region.theirs)];
  const behind = items.ours[region.ours.end - 1];
  const before = behind === undefined ? items.ours[region.ours.end] : undefined;
  return Array.from({ length: Math.max(ours.length, theirs.length) }, (_, index) => [
    { base: base[index], ours: ours[index], theirs: theirs[index] },
    { ...context, behind, before, path: [...context.path, String(region.ours.start + index + 1)] },
  ]);
}

function slice(items: readonly Child[], { start, end }: Range): Child[] {
  return items.slice(start, end);
}
