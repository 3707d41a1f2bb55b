import { decodeBits, rightBit, rightsIn } from '../../domain/access.ts';
import { entriesAbout } from '../entries-about.ts';
import type { Entry } from '../entry.ts';
import { coversEntry, isSaidBy } from '../cover.ts';
import { placed, type Finding } from './finding.ts';

type About = ReturnType<typeof entriesAbout>;

/** Grants that change nothing, because others say the same or denials say the opposite. */
export function grantFindings(entries: readonly Entry[]): Finding[] {
  const allowing = entries.filter(({ allow }) => allow.length > 0);
  const lasting = entriesAbout(allowing.filter(({ kind }) => kind !== 'break-glass'));
  const denying = entries.filter(({ deny }) => deny.length > 0);
  const withWork = entriesAbout(allowing);
  const unreachable = unreachableGrants(entries, lasting);
  return entries.flatMap((entry) => {
    if (entry.kind === 'denial') return [];
    if (entry.allow.length === 0 && entry.deny.length === 0) return [finding(entry, 'empty-grant', 'grants nothing')];
    const by = unreachable.get(entry);
    if (by !== undefined)
      return [finding(entry, 'unreachable-grant', `adds nothing to ${by.map(({ place }) => placed(place)).join(', ')}`)];
    return [...deniedClauses(entry, denying), ...withoutDecode(entry, withWork)];
  });
}

function finding({ place }: Entry, kind: Finding['kind'], message: string): Finding {
  return { ...place, severity: 'warning', kind, message };
}

/** Nobody can mend what a worker's config has by a grant elsewhere that says as much. */
function isGenerated({ kind }: Entry): boolean {
  return kind === 'namespace';
}

/** Each with those that say all of it: one by itself, or several together. All of them may be taken away at once. */
function unreachableGrants(entries: readonly Entry[], lasting: About): Map<Entry, readonly Entry[]> {
  const order = new Map(entries.map((entry, index) => [entry, index]));
  const written = entries.filter((entry) => entry.kind !== 'denial' && !isGenerated(entry) && entry.allow.length + entry.deny.length > 0);
  const found = new Map<Entry, readonly Entry[]>();
  for (const entry of written) {
    const same = lasting(entry.to?.[0]).find((other) => isUnreachable(entry, other, order));
    if (same !== undefined) found.set(entry, [same]);
  }
  for (const entry of written) {
    if (found.has(entry)) continue;
    const around = lasting(entry.to?.[0]).filter((other) => other !== entry && !found.has(other) && coversEntry(other, entry));
    const [allow, deny] = [around.flatMap((other) => other.allow), around.flatMap((other) => other.deny)];
    const isSaid = entry.allow.every((clause) => isSaidBy(clause, allow)) && entry.deny.every((clause) => isSaidBy(clause, deny));
    if (isSaid) found.set(entry, around);
  }
  return found;
}

/** Of two that say the same the later one is too many. */
function isUnreachable(entry: Entry, other: Entry, order: ReadonlyMap<Entry, number>): boolean {
  if (!says(other, entry)) return false;
  return !says(entry, other) || (order.get(other) ?? 0) < (order.get(entry) ?? 0);
}

function says(outer: Entry, inner: Entry): boolean {
  return (
    outer !== inner &&
    coversEntry(outer, inner) &&
    inner.allow.every((clause) => isSaidBy(clause, outer.allow)) &&
    inner.deny.every((clause) => isSaidBy(clause, outer.deny))
  );
}

function deniedClauses(entry: Entry, denying: readonly Entry[]): Finding[] {
  if (entry.allow.length === 0) return [];
  const denials = denying.filter((other) => coversEntry(other, entry));
  const clauses = denials.flatMap(({ deny }) => deny);
  const denied = entry.allow.filter((clause) => isSaidBy(clause, clauses));
  if (denied.length === 0) return [];
  const by = denials.map(({ place }) => placed(place)).join(', ');
  if (denied.length === entry.allow.length) return [finding(entry, 'denied-grant', `grants nothing: all of it is denied by ${by}`)];
  return denied.map(({ bits }) => finding(entry, 'denied-grant', `${rightsIn(bits).join(', ')} in it is denied by ${by}`));
}

function withoutDecode(entry: Entry, about: About): Finding[] {
  if (!entry.allow.some(({ bits }) => (bits & rightBit.work) !== 0)) return [];
  const clauses = about(entry.to?.[0]).flatMap((other) => (coversEntry(other, entry) ? other.allow : []));
  const held = clauses.reduce((bits, clause) => (clause.types === undefined ? bits | clause.bits : bits), 0);
  if ((held & decodeBits) === decodeBits) return [];
  return [finding(entry, 'work-without-decode', 'gives work without decode, which takes it with it: such a worker is refused')];
}
