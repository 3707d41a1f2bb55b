import { bitsOf, rightBit, rightsIn, type RightBits } from '../../domain/access.ts';
import { matches, patternOf } from '../../domain/patterns.ts';
import type { Entry, Place } from '../entry.ts';
import type { PolicyDocuments } from '../read.ts';
import { declaredRoles } from '../roles.ts';
import { writtenScopes } from '../scopes.ts';
import { clausesMeet, mayMeet } from '../cover.ts';
import type { Finding } from './finding.ts';

/** A namespace that there is, and where that is said. */
export interface KnownNamespace {
  readonly name: string;
  readonly place: Place;
}

const mostNames = 5;

/** Patterns that match none of the namespaces there are. A denial among them would deny nothing, and a case prove nothing. */
export function namespaceFindings(documents: PolicyDocuments, known: readonly KnownNamespace[]): Finding[] {
  if (known.length === 0) return [];
  const names = [...new Set(known.map(({ name }) => name))].toSorted();
  const those = `${names.length} namespaces there are (${names.slice(0, mostNames).join(', ')}${names.length > mostNames ? ', …' : ''})`;
  const scopes = writtenScopes(documents).flatMap(({ namespaces, placeOf }) =>
    namespaces.flatMap((written, index): Finding[] => {
      const pattern = patternOf(written, 'text');
      if (names.some((name) => matches(pattern, name))) return [];
      return [finding(`${written} matches none of the ${those}`, placeOf(['namespaces', index]))];
    }),
  );
  const cases = documents.tests.flatMap(({ value, placeOf }) =>
    value.spec.cases.flatMap(({ namespace }, index): Finding[] =>
      names.includes(namespace) ? [] : [finding(`${namespace} is none of the ${those}`, placeOf(['spec', 'cases', index, 'namespace']))],
    ),
  );
  return [...scopes, ...cases];
}

function finding(message: string, place: Place): Finding {
  return { ...place, severity: 'error', kind: 'unmatched-namespace', message };
}

/** Namespaces in which nobody may mend anything. */
export function ownerFindings(entries: readonly Entry[], known: readonly KnownNamespace[]): Finding[] {
  const operating = entries.filter(
    ({ kind, allow }) => kind !== 'break-glass' && allow.some(({ bits }) => (bits & rightBit.operate) !== 0),
  );
  const patterns = operating.flatMap(({ namespaces }) => namespaces);
  const unowned = known.filter(({ name }) => !patterns.some((pattern) => matches(pattern, name)));
  return unowned.map(({ name, place }) => ({
    ...place,
    severity: 'warning',
    kind: 'unowned-namespace',
    message: `nobody may operate in ${name}: it has no owner`,
  }));
}

/** Roles that nobody has, not even by way of another one. */
export function roleFindings(documents: PolicyDocuments): Finding[] {
  const roles = declaredRoles(documents);
  const included = new Map(roles.map(({ written }) => [written.name, written.includes ?? []]));
  const used = new Set<string>();
  const use = (name: string) => {
    if (used.has(name)) return;
    used.add(name);
    included.get(name)?.forEach(use);
  };
  documents.policies.forEach(({ value }) => value.spec.grants.forEach(({ role }) => use(role)));
  documents.breakGlass.forEach(({ value }) => use(value.spec.role));
  const unused = roles.filter(({ written }) => !used.has(written.name));
  return unused.map(({ written, place }) => ({
    ...place,
    severity: 'warning',
    kind: 'unused-role',
    message: `nobody has the role ${written.name}`,
  }));
}

/** Denials of what nobody is granted. */
export function denialFindings(entries: readonly Entry[]): Finding[] {
  const allowing = entries.filter(({ allow }) => allow.length > 0);
  return entries.flatMap((entry): Finding[] => {
    if (entry.kind !== 'denial') return [];
    const meets = (other: Entry) => other.allow.some((clause) => entry.deny.some((denied) => clausesMeet(clause, denied)));
    if (allowing.some((other) => meets(other) && mayMeet(entry, other))) return [];
    return [{ ...entry.place, severity: 'warning', kind: 'idle-denial', message: 'denies nothing that anybody is granted' }];
  });
}

/** Rights of calls that are about no workflow type. */
const withoutType: RightBits = bitsOf(['deploy', 'administer', 'platform']);

export function typeFindings(entries: readonly Entry[]): Finding[] {
  return entries.flatMap((entry): Finding[] => {
    const limited = [...entry.allow, ...entry.deny].reduce((bits, clause) => (clause.types === undefined ? bits : bits | clause.bits), 0);
    const rights = rightsIn(limited & withoutType);
    if (rights.length === 0) return [];
    const message = `${rights.join(', ')} is limited to workflow types, and such calls are about none`;
    return [{ ...entry.place, severity: 'warning', kind: 'types-without-effect', message }];
  });
}

const day = 86_400_000;
const keptFor = 30 * day;

/** Break-glass that has long been over. */
export function breakGlassFindings({ breakGlass }: PolicyDocuments, now: number): Finding[] {
  return breakGlass.flatMap(({ value: { metadata, spec }, placeOf }): Finding[] => {
    const days = Math.floor((now - Date.parse(spec.until)) / day);
    if (days * day < keptFor) return [];
    const message = `${metadata.name} ended ${days} days ago; remove the document`;
    return [{ ...placeOf(['spec', 'until']), severity: 'warning', kind: 'expired-break-glass', message }];
  });
}
