import type { WrittenRight } from '../domain/access.ts';
import type { Problem } from '../errors/tool-error.ts';
import type { PolicyDocuments } from './read.ts';

/** Logical namespaces and the team that each is of. */
export type Owners = ReadonlyMap<string, string>;

const ofPlatform: ReadonlySet<WrittenRight> = new Set(['administer', 'platform']);

/**
 * What a Namespace document may not say: it is a worker's own, made from what its team writes, so it gives rights in what is the
 * team's, and none that are the platform's. Without `owners` nobody has said whose a namespace is.
 */
export function namespaceProblems(namespaces: PolicyDocuments['namespaces'], owners: Owners | undefined): Problem[] {
  return namespaces.flatMap(({ value: { metadata, spec }, placeOf }) => {
    const owner = owners?.get(metadata.name) ?? metadata.owner;
    const others =
      owner === metadata.owner
        ? []
        : [{ ...placeOf(['metadata', 'owner']), message: `${metadata.name} is ${owner}'s: another team's document gives no rights in it` }];
    const tooMuch = spec.access.flatMap(({ rights }, index) =>
      rights.flatMap((right, at) =>
        ofPlatform.has(right)
          ? [{ ...placeOf(['spec', 'access', index, 'rights', at]), message: `${right} is given by a Policy alone` }]
          : [],
      ),
    );
    return [...others, ...tooMuch];
  });
}
