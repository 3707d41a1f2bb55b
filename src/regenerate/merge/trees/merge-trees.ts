import { hasLineConflict, mergeLines, resolvedText } from '../lines/merge-lines.ts';
import type { ThreeSides } from '../lines/merge-regions.ts';
import { mergeListItems } from './merge-list-items.ts';
import type { Context, Merging, Outcome, Place, TreeMerge } from './place.ts';
import { scalar, withChildren, type Child, type Collection, type Tree } from './tree.ts';

/** Merges values by key. Only what both sides changed, and differently, is a clash. */
export function mergeTrees({ base, ours, theirs }: ThreeSides<Tree>, { areTextsJoined }: Pick<Merging, 'areTextsJoined'>): TreeMerge {
  const merging: Merging = { edits: [], clashes: [], areTextsJoined };
  const place = { base: whole(base), ours: whole(ours), theirs: whole(theirs) };
  const outcome = mergePlace(place, {
    merging,
    holders: { base: undefined, ours: undefined, theirs: undefined },
    behind: undefined,
    before: undefined,
    path: [],
  });
  return {
    edits: merging.edits,
    clashes: merging.clashes,
    says: { ours: outcome.ours?.node.print ?? '', theirs: outcome.theirs?.node.print ?? '' },
  };
}

function whole(node: Tree): Child {
  return { id: '', name: '', span: node.span, valueStart: node.span.start, node };
}

function mergePlace(place: Place, context: Context): Outcome {
  const { base, ours, theirs } = place;
  if (isSame(ours, theirs) || isSame(base, theirs)) return { ours, theirs: ours };
  const collections = collectionsOf(place);
  if (collections !== undefined) return mergeCollections(place, collections, context);
  if (isSame(base, ours)) return takeTheirs(place, context);
  return (context.merging.areTextsJoined ? joinTexts(place, context.merging) : undefined) ?? clash(place, context);
}

function isSame(a: Child | undefined, b: Child | undefined): boolean {
  return a?.node.print === b?.node.print;
}

/** Both sides hold something that is merged by what is in it. */
function collectionsOf({ base, ours, theirs }: Place): { base: Collection | undefined; ours: Collection; theirs: Collection } | undefined {
  const [a, b, c] = [ours?.node, theirs?.node, base?.node];
  if (a === undefined || b === undefined || a.kind === 'scalar' || b.kind !== a.kind) return undefined;
  return { base: c !== undefined && c.kind === a.kind ? c : undefined, ours: a, theirs: b };
}

/** A script in a CI file, say, that both sides edited in different lines. */
function joinTexts({ base, ours, theirs }: Place, { edits }: Merging): Outcome | undefined {
  if (base === undefined || ours === undefined || theirs === undefined) return undefined;
  const texts = { base: textOf(base), ours: textOf(ours), theirs: textOf(theirs) };
  if (texts.base === undefined || texts.ours === undefined || texts.theirs === undefined) return undefined;
  const merge = mergeLines({ base: texts.base, ours: texts.ours, theirs: texts.theirs });
  if (hasLineConflict(merge)) return undefined;
  edits.push({ kind: 'join', base, ours, theirs });
  const joined = { ...ours, node: scalar(JSON.stringify(resolvedText(merge, 'ours')), ours.node.span) };
  return { ours: joined, theirs: joined };
}

function textOf({ node }: Child): string | undefined {
  return node.kind === 'scalar' ? node.text : undefined;
}

function takeTheirs({ base, ours, theirs }: Place, { merging, holders, behind, before }: Context): Outcome {
  if (ours !== undefined && theirs !== undefined) merging.edits.push({ kind: 'replace', ours, theirs });
  else if (holders.ours !== undefined && ours !== undefined) merging.edits.push({ kind: 'remove', from: holders.ours, ours, base });
  else if (holders.ours !== undefined && holders.theirs !== undefined && theirs !== undefined) {
    merging.edits.push({ kind: 'insert', into: holders.ours, behind, before, from: holders.theirs, theirs });
  }
  return { ours: theirs, theirs };
}

function clash(place: Place, { merging, holders, behind, path }: Context): Outcome {
  merging.clashes.push({ place, holders, behind, path, reason: reasonOf(place, path.join('.')) });
  return { ours: place.ours, theirs: place.theirs };
}

function reasonOf({ base, ours, theirs }: Place, path: string): string {
  const name = path === '' ? 'the whole file' : path;
  if (ours === undefined) return `${name}: removed here, changed by the template`;
  if (theirs === undefined) return `${name}: changed here, removed by the template`;
  return base === undefined
    ? `${name}: added here and by the template, differently`
    : `${name}: changed here and by the template, differently`;
}

type Collections = { base: Collection | undefined; ours: Collection; theirs: Collection };

function mergeCollections(place: Place, collections: Collections, context: Context): Outcome {
  const { base, ours, theirs } = collections;
  const isKeyed = ours.isKeyed && theirs.isKeyed && base?.isKeyed !== false;
  const merged = isKeyed ? mergeByKey(collections, context) : mergeListItems(collections, context, mergePlace);
  if (merged === undefined) return clash(place, context);
  return { ours: holding(place.ours, ours, merged.ours), theirs: holding(place.theirs, theirs, merged.theirs) };
}

function holding(child: Child | undefined, collection: Collection, children: Child[]): Child | undefined {
  return child && { ...child, node: withChildren(collection, children) };
}

function mergeByKey(holders: Collections, context: Context): { ours: Child[]; theirs: Child[] } {
  const [inBase, inOurs, inTheirs] = [byId(holders.base), byId(holders.ours), byId(holders.theirs)];
  const added = holders.theirs.children.filter(({ id }) => !inOurs.has(id));
  const outcomes = [...holders.ours.children, ...added].map(({ id, name }) => {
    const place = { base: inBase.get(id), ours: inOurs.get(id), theirs: inTheirs.get(id) };
    const neighbours = place.ours === undefined ? neighboursOf(id, holders.theirs.children, inOurs) : nobody;
    return mergePlace(place, { merging: context.merging, holders, ...neighbours, path: [...context.path, name] });
  });
  return {
    ours: outcomes.flatMap(({ ours }) => ours ?? []),
    theirs: outcomes.flatMap(({ theirs }) => theirs ?? []),
  };
}

const nobody = { behind: undefined, before: undefined };

/** The nearest siblings, in the template's order, that ours has too. */
function neighboursOf(id: string, siblings: readonly Child[], inOurs: ReadonlyMap<string, Child>): Pick<Context, 'behind' | 'before'> {
  const at = siblings.findIndex((sibling) => sibling.id === id);
  const behind = siblings.slice(0, at).findLast((sibling) => inOurs.has(sibling.id));
  if (behind !== undefined) return { behind: inOurs.get(behind.id), before: undefined };
  const before = siblings.slice(at + 1).find((sibling) => inOurs.has(sibling.id));
  const last = before === undefined ? [...inOurs.values()].at(-1) : undefined;
  return { behind: last, before: before && inOurs.get(before.id) };
}

function byId(collection: Collection | undefined): Map<string, Child> {
  return new Map((collection?.children ?? []).map((child) => [child.id, child]));
}
