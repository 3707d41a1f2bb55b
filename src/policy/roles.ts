import { bitsOf } from '../domain/access.ts';
import type { Problem } from '../errors/tool-error.ts';
import type { PolicyDocument } from './documents.ts';
import type { Clause, Place } from './entry.ts';
import type { Placed, PolicyDocuments } from './read.ts';
import { typePatternsOf } from './type-patterns.ts';

type WrittenRole = PolicyDocument['spec']['roles'][number];

/** A role as it is written. */
export interface DeclaredRole {
  readonly written: WrittenRole;
  readonly place: Place;
  readonly placeOf: Placed<unknown>['placeOf'];
}

/** What a role and all that it includes say. */
export interface Role {
  readonly allow: readonly Clause[];
  readonly deny: readonly Clause[];
}

export function declaredRoles({ policies }: Pick<PolicyDocuments, 'policies'>): DeclaredRole[] {
  return policies.flatMap(({ value, placeOf }) =>
    value.spec.roles.map((written, index) => {
      const of = (path: readonly (string | number)[]) => placeOf(['spec', 'roles', index, ...path]);
      return { written, place: of(['name']), placeOf: of };
    }),
  );
}

/** Each role with what it includes; one that includes itself, or a role that is not there, is a problem and stays without. */
export function flattenRoles(declared: readonly DeclaredRole[], problems: Problem[]): ReadonlyMap<string, Role> {
  const byName = new Map<string, DeclaredRole>();
  for (const role of declared) {
    const { name } = role.written;
    if (byName.has(name)) problems.push({ ...role.place, message: `the role ${name} stands twice` });
    else byName.set(name, role);
  }
  const flat = new Map<string, Role>();
  for (const name of byName.keys()) flatten(name, { byName, flat, path: [], problems });
  return flat;
}

interface Flattening {
  readonly byName: ReadonlyMap<string, DeclaredRole>;
  readonly flat: Map<string, Role>;
  readonly path: readonly string[];
  readonly problems: Problem[];
}

const nothing: Role = { allow: [], deny: [] };

function flatten(name: string, { byName, flat, path, problems }: Flattening): Role {
  const known = flat.get(name);
  const role = byName.get(name);
  if (known !== undefined || role === undefined) return known ?? nothing;
  const included = (role.written.includes ?? []).flatMap((other, index) => {
    const place = role.placeOf(['includes', index]);
    if (!byName.has(other)) problems.push({ ...place, message: `there is no role ${other}` });
    const cycle = [...path, name, other];
    if (!cycle.slice(0, -1).includes(other)) return [flatten(other, { byName, flat, path: [...path, name], problems })];
    problems.push({ ...place, message: `roles include each other: ${cycle.slice(cycle.indexOf(other)).join(' -> ')}` });
    return [];
  });
  const whole = {
    allow: [...new Set([...clausesOf(role, 'allow'), ...included.flatMap(({ allow }) => allow)])],
    deny: [...new Set([...clausesOf(role, 'deny'), ...included.flatMap(({ deny }) => deny)])],
  };
  flat.set(name, whole);
  return whole;
}

function clausesOf({ written, placeOf }: DeclaredRole, effect: 'allow' | 'deny'): Clause[] {
  return written[effect].map(({ rights, workflowTypes }, index) => ({
    bits: bitsOf(rights),
    types: typePatternsOf(workflowTypes),
    role: written.name,
    place: placeOf([effect, index]),
  }));
}
