import { bitsOf } from '../domain/access.ts';
import { patternOf } from '../domain/patterns.ts';
import type { Problem } from '../errors/tool-error.ts';
import type { PolicyDocument } from './documents.ts';
import type { Clause, Entry, Place, Scope } from './entry.ts';
import type { Steps } from './in-turns.ts';
import type { Placed, PolicyDocuments } from './read.ts';
import { declaredRoles, flattenRoles, type Role } from './roles.ts';
import { typePatternsOf, typesInBoth, type TypePatterns } from './type-patterns.ts';

type Written = PolicyDocument['spec'];
type WrittenScope = Pick<Written['grants'][number], 'namespaces' | 'environments' | 'regions'>;

const always = { from: -Infinity, until: Infinity };

type Says = Pick<Entry, 'allow' | 'deny' | 'narrowed'>;
type RoleOf = (name: string, placeOf: () => Place) => Role | undefined;

/** Every grant, denial and break-glass with what its role says; what does not fit together is added to `problems`. */
export function* entriesOf(documents: PolicyDocuments, problems: Problem[]): Steps<Entry[]> {
  const roles = flattenRoles(declaredRoles(documents), problems);
  yield;
  const roleOf: RoleOf = (name, placeOf) => {
    const role = roles.get(name);
    if (role === undefined) problems.push({ ...placeOf(), message: `there is no role ${name}` });
    return role;
  };
  const entries: Entry[] = [];
  for (const document of documents.policies) {
    for (const index of document.value.spec.grants.keys()) {
      entries.push(...grantEntries(document, index, roleOf));
      yield;
    }
    entries.push(...denialEntries(document));
  }
  entries.push(...documents.breakGlass.flatMap((document) => breakGlassEntries(document, roleOf)));
  for (const document of documents.namespaces) {
    entries.push(...namespaceEntries(document));
    yield;
  }
  return entries;
}

function grantEntries({ value, placeOf }: Placed<PolicyDocument>, index: number, roleOf: RoleOf): Entry[] {
  const grant = value.spec.grants[index];
  const role = grant && roleOf(grant.role, () => placeOf(['spec', 'grants', index, 'role']));
  if (grant === undefined || role === undefined) return [];
  const place = placeOf(['spec', 'grants', index]);
  const about = { kind: 'grant', place, name: grant.role, reason: undefined, to: grant.to, ...always } as const;
  return [entryOf(about, scopeOf(grant), within(role, typePatternsOf(grant.workflowTypes)))];
}

function denialEntries({ value, placeOf }: Placed<PolicyDocument>): Entry[] {
  return value.spec.denials.map((denial, index): Entry => {
    const place = placeOf(['spec', 'denials', index]);
    const clause = { bits: bitsOf(denial.rights), types: typePatternsOf(denial.workflowTypes), role: undefined, place };
    const about = { kind: 'denial', place, name: undefined, reason: denial.reason, to: denial.to, ...always } as const;
    return entryOf(about, scopeOf(denial), { allow: [], deny: [clause], narrowed: clause.types !== undefined });
  });
}

function breakGlassEntries({ value: { metadata, spec }, placeOf }: PolicyDocuments['breakGlass'][number], roleOf: RoleOf): Entry[] {
  const role = roleOf(spec.role, () => placeOf(['spec', 'role']));
  if (role === undefined) return [];
  const base = { kind: 'break-glass', place: placeOf(['metadata', 'name']), name: metadata.name, reason: spec.reason } as const;
  const about = { ...base, to: spec.to, from: Date.parse(spec.from), until: Date.parse(spec.until) };
  return [entryOf(about, scopeOf(spec), within(role, typePatternsOf(spec.workflowTypes)))];
}

function namespaceEntries({ value: { metadata, spec }, placeOf }: PolicyDocuments['namespaces'][number]): Entry[] {
  const scope = { namespaces: [patternOf(metadata.name, 'text')], environments: undefined, regions: undefined };
  return spec.access.map(({ to, rights, because }, index) => {
    const place = placeOf(['spec', 'access', index]);
    const allow = [{ bits: bitsOf(rights), types: undefined, role: undefined, place }];
    const about = { kind: 'namespace', place, name: metadata.name, reason: because, to: [to], ...always } as const;
    return entryOf(about, scope, { allow, deny: [], narrowed: false });
  });
}

/** Field by field: an object that is spread together takes a shape of its own, which is larger than what it says. */
function entryOf(about: Omit<Entry, keyof Scope | keyof Says>, scope: Scope, says: Says): Entry {
  const { kind, place, name, reason, to, from, until } = about;
  const { namespaces, environments, regions } = scope;
  const { allow, deny, narrowed: isNarrowed } = says;
  return { kind, place, name, reason, to, from, until, namespaces, environments, regions, allow, deny, narrowed: isNarrowed };
}

export function scopeOf({ namespaces, environments, regions }: WrittenScope): Scope {
  return {
    namespaces: namespaces.map((name) => patternOf(name, 'text')),
    environments: environments === undefined ? undefined : new Set(environments),
    regions: regions === undefined ? undefined : new Set(regions),
  };
}

/** What a role says, of some types alone. */
function within(role: Role, types: TypePatterns): Says {
  if (types === undefined) return { ...role, narrowed: false };
  return { allow: narrowed(role.allow, types), deny: narrowed(role.deny, types), narrowed: true };
}

function narrowed(clauses: readonly Clause[], types: TypePatterns): Clause[] {
  return clauses.map((clause) => ({ ...clause, types: typesInBoth(clause.types, types) })).filter((clause) => clause.types?.length !== 0);
}
