import type { Problem } from '../errors/tool-error.ts';
import type { Placed, PolicyDocuments } from './read.ts';

const hour = 3_600_000;
/** Longer, and it is no emergency any more. */
export const longestBreakGlass = 12 * hour;

/** What no proxy takes, although each document has its shape: names that stand twice, break-glass without an end in sight. */
export function structuralProblems({ policies, breakGlass, tests, namespaces }: PolicyDocuments): Problem[] {
  return [...twice(policies), ...twice(breakGlass), ...twice(tests), ...breakGlass.flatMap(breakGlassProblems), ...otherOwners(namespaces)];
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
  if (length <= 0) return [{ ...placeOf(['spec', 'until']), message: 'ends before it begins' }];
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
