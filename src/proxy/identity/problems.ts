import type { IdentitySource } from './config.ts';
import { certificateOverlaps, grantProblems } from './grant-problems.ts';
import type { IdentityContext, IdentityProblem } from './identity-context.ts';
import { placeProblems } from './place.ts';
import { credentialProblems, sharedCredentialProblems } from './source-problems.ts';

/** What `spec.identities` may get wrong although every field has its shape; all at once, in the order of the file. */
export function identityProblems(sources: readonly IdentitySource[], context: IdentityContext): IdentityProblem[] {
  const own = sources.flatMap((source, index) =>
    [...placeProblems(source.place, context.platform), ...credentialProblems(source, context), ...grantProblems(source, context)].map(
      ({ path, message }) => ({ path: [index, ...path], message }),
    ),
  );
  const shared = [...nameProblems(sources), ...sharedCredentialProblems(sources), ...certificateOverlaps(sources)];
  return [...own, ...shared].toSorted((a, b) => Number(a.path[0]) - Number(b.path[0]));
}

function nameProblems(sources: readonly IdentitySource[]): IdentityProblem[] {
  const names = sources.map(({ name }) => name);
  return names.flatMap((name, index) => (names.indexOf(name) < index ? [{ path: [index, 'name'], message: `${name} stands twice` }] : []));
}
