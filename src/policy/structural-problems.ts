import type { Problem } from '../errors/tool-error.ts';
import type { Platform } from '../domain/platform.ts';
import { rightBit } from '../domain/access.ts';
import type { PolicyDocument } from './documents.ts';
import type { Entry, Place } from './entry.ts';
import type { Steps } from './in-turns.ts';
import type { Placed, PolicyDocuments } from './read.ts';
import { writtenScopes, type WrittenScope } from './scopes.ts';

const hour = 3_600_000;
/** Longer, and it is no emergency any more. */
export const longestBreakGlass = 12 * hour;

export type Places = Pick<Platform, 'environments' | 'regions'>;

/**
 * What no proxy takes, although each document has its shape: names that stand twice, break-glass without an end in sight, work for some
 * types, places that the platform does not have.
 */
export function* structuralProblems(documents: PolicyDocuments, entries: readonly Entry[], platform: Places | undefined): Steps<Problem[]> {
  const { policies, breakGlass, tests, namespaces } = documents;
  const problems = [...[policies, breakGlass, tests].flatMap(twice), ...breakGlass.flatMap(breakGlassProblems), ...otherOwners(namespaces)];
  yield;
  problems.push(...workForSomeTypes(policies, entries));
  yield;
  if (platform === undefined) return problems;
  problems.push(...unknownPlacesOfCases(documents, platform));
  for (const policy of policies) {
    problems.push(...writtenScopes({ policies: [policy], breakGlass: [] }).flatMap((scope) => unknownPlacesOf(scope, platform)));
    yield;
  }
  return [...problems, ...writtenScopes({ policies: [], breakGlass }).flatMap((scope) => unknownPlacesOf(scope, platform))];
}

type Named = Placed<{ kind: string; metadata: { name: string } }>;

function twice(documents: readonly Named[]): Problem[] {
  const seen = new Set<string>();
  return documents.flatMap(({ value: { kind, metadata }, placeOf }) => {
    if (!seen.has(metadata.name)) {
      seen.add(metadata.name);
      return [];
    }
    return [{ ...placeOf(['metadata', 'name']), message: `the ${kind} ${metadata.name} stands twice` }];
  });
}

function breakGlassProblems({ value: { spec }, placeOf }: PolicyDocuments['breakGlass'][number]): Problem[] {
  const length = Date.parse(spec.until) - Date.parse(spec.from);
  if (length <= 0) return [{ ...placeOf(['spec', 'until']), message: 'is not after spec.from' }];
  return length > longestBreakGlass ? [{ ...placeOf(['spec', 'until']), message: 'is more than 12 hours after spec.from' }] : [];
}

/** Workers of one team share a namespace, and each has a document of it; another team's would be a way into it. */
function otherOwners(namespaces: PolicyDocuments['namespaces']): Problem[] {
  const owners = new Map<string, string>();
  return namespaces.flatMap(({ value: { metadata }, placeOf }) => {
    const owner = owners.get(metadata.name) ?? metadata.owner;
    owners.set(metadata.name, owner);
    if (owner === metadata.owner) return [];
    return [{ ...placeOf(['metadata', 'owner']), message: `${metadata.name} is ${owner}'s by another document` }];
  });
}

/** A worker takes whatever its task queue has, so that no type could be kept from it. */
function workForSomeTypes(policies: PolicyDocuments['policies'], entries: readonly Entry[]): Problem[] {
  const inRoles = policies.flatMap(({ value: { spec }, placeOf }) =>
    spec.roles.flatMap((role, index) => [
      ...narrowWork(role.allow, (at) => placeOf(['spec', 'roles', index, 'allow', at])),
      ...narrowWork(role.deny, (at) => placeOf(['spec', 'roles', index, 'deny', at])),
    ]),
  );
  const inGrants = entries.filter(
    ({ narrowed, allow, deny }) =>
      narrowed && [...allow, ...deny].some(({ bits, types }) => types !== undefined && (bits & rightBit.work) !== 0),
  );
  const places = new Map([...inRoles, ...inGrants.map(({ place }) => place)].map((place) => [JSON.stringify(place), place]));
  return [...places.values()].map((place) => ({ ...place, message: 'work cannot be limited to workflow types' }));
}

type Statement = PolicyDocument['spec']['roles'][number]['allow'][number];

function narrowWork(statements: readonly Statement[], placeOf: (index: number) => Place): Place[] {
  return statements.flatMap(({ rights, workflowTypes }, index) =>
    rights.includes('work') && workflowTypes?.includes('*') === false ? [placeOf(index)] : [],
  );
}

/** A denial for a place that is misspelt would deny nothing. */
function unknownPlacesOfCases(documents: PolicyDocuments, platform: Places): Problem[] {
  return documents.tests.flatMap(({ value: { spec }, placeOf }) =>
    spec.cases.flatMap(({ environment, region }, index) => [
      ...(platform.environments.includes(environment)
        ? []
        : [{ ...placeOf(['spec', 'cases', index, 'environment']), message: noSuch(environment, 'environments', platform) }]),
      ...(platform.regions.includes(region)
        ? []
        : [{ ...placeOf(['spec', 'cases', index, 'region']), message: noSuch(region, 'regions', platform) }]),
    ]),
  );
}

function unknownPlacesOf({ environments = [], regions = [], placeOf }: WrittenScope, platform: Places): Problem[] {
  const unknown = (field: 'environments' | 'regions', names: readonly string[]) =>
    names.flatMap((name, index) =>
      platform[field].includes(name) ? [] : [{ ...placeOf([field, index]), message: noSuch(name, field, platform) }],
    );
  return [...unknown('environments', environments), ...unknown('regions', regions)];
}

function noSuch(name: string, field: 'environments' | 'regions', platform: Places): string {
  return `${name} is no ${field.slice(0, -1)} of the platform; it has ${platform[field].join(', ')}`;
}
