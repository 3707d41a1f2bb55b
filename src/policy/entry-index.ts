import { matches, patternOf, type Pattern } from '../domain/patterns.ts';
import type { Who } from '../domain/who.ts';
import { isIn, isInPlace, type Entry } from './entry.ts';
import type { Steps } from './in-turns.ts';
import type { Caller, Where } from './rights.ts';

/** Entries of one group, subject or kind of callers, by namespace. */
interface OfCallers {
  readonly exact: Map<string, Entry[]>;
  readonly wide: Entry[];
}

/** Finds the entries that are about a caller without a look at all of them: there may be tens of thousands. */
export interface EntryIndex {
  /** Slow part, once per caller: what of the index it meets. */
  ofCaller(caller: Caller): EntriesOfCaller;
}

export interface EntriesOfCaller {
  /** In the order of the documents within each kind of caller; none twice. */
  in(where: Where): Entry[];
}

interface SubjectPattern {
  readonly pattern: Pattern;
  readonly source: string | undefined;
  readonly entries: OfCallers;
}

export function* indexEntries(entries: readonly Entry[]): Steps<EntryIndex> {
  const byKey = new Map<string, OfCallers>();
  const patterns = new Map<string, SubjectPattern>();
  for (const entry of entries) {
    for (const one of entry.to ?? [undefined]) {
      const key = keyOf(one);
      const entriesOfKey = byKey.get(key) ?? { exact: new Map(), wide: [] };
      byKey.set(key, entriesOfKey);
      put(entry, entriesOfKey);
      if (one !== undefined && 'subject' in one && one.subject.includes('*')) {
        patterns.set(key, { pattern: patternOf(one.subject, 'path'), source: one.source, entries: entriesOfKey });
      }
    }
    yield;
  }
  const subjects = [...patterns.values()];
  return { ofCaller: (caller) => ({ in: entriesIn(ofCaller(caller, byKey, subjects)) }) };
}

/** Wide entries match each of their namespaces anew; exact ones are found by name. */
function put(entry: Entry, { exact, wide }: OfCallers): void {
  if (entry.namespaces.some(({ source }) => source.includes('*'))) {
    wide.push(entry);
    return;
  }
  for (const { source } of entry.namespaces) {
    const list = exact.get(source);
    if (list === undefined) exact.set(source, [entry]);
    else list.push(entry);
  }
}

function ofCaller(caller: Caller, byKey: ReadonlyMap<string, OfCallers>, subjects: readonly SubjectPattern[]): OfCallers[] {
  const { subject, source, groups, kind } = caller;
  const keys = [
    keyOf(undefined),
    keyOf({ callers: kind === 'person' ? 'people' : 'services' }),
    keyOf({ subject }),
    keyOf({ subject, source }),
    ...[...groups].map((group) => keyOf({ group })),
  ];
  const bySubject = subjects.filter((one) => (one.source === undefined || one.source === source) && matches(one.pattern, subject));
  return [...keys.flatMap((key) => byKey.get(key) ?? []), ...bySubject.map(({ entries }) => entries)];
}

function entriesIn(ofCallers: readonly OfCallers[]): EntriesOfCaller['in'] {
  return (where) => {
    const found = new Set<Entry>();
    for (const { exact, wide } of ofCallers) {
      for (const entry of exact.get(where.namespace) ?? []) if (isInPlace(entry, where)) found.add(entry);
      for (const entry of wide) if (isIn(entry, where)) found.add(entry);
    }
    return [...found];
  };
}

function keyOf(one: Who | undefined): string {
  if (one === undefined) return 'all';
  if ('group' in one) return `group ${one.group}`;
  if ('callers' in one) return one.callers;
  return one.source === undefined ? `subject ${one.subject}` : `source ${one.source} ${one.subject}`;
}
