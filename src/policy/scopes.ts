import type { PolicyDocument } from './documents.ts';
import type { Place } from './entry.ts';
import type { Placed, PolicyDocuments } from './read.ts';

type Grant = PolicyDocument['spec']['grants'][number];

/** A part of a document that says where it counts. */
export interface WrittenScope extends Pick<Grant, 'namespaces' | 'environments' | 'regions' | 'workflowTypes'> {
  readonly placeOf: (path: readonly (string | number)[]) => Place;
}

/** Every part of a policy that says where it counts. */
export function writtenScopes({ policies, breakGlass }: Pick<PolicyDocuments, 'policies' | 'breakGlass'>): WrittenScope[] {
  return [
    ...policies.flatMap(({ value: { spec }, placeOf }) => [
      ...scopesIn(spec.grants, ['grants'], placeOf),
      ...scopesIn(spec.denials, ['denials'], placeOf),
      ...scopesIn(spec.backfill, ['backfill'], placeOf),
      ...scopesIn(spec.limits.namespaces, ['limits', 'namespaces'], placeOf),
      ...scopesIn(spec.limits.callers, ['limits', 'callers'], placeOf),
    ]),
    ...breakGlass.map(({ value: { spec }, placeOf }) => ({ ...spec, placeOf: below(['spec'], placeOf) })),
  ];
}

type PlaceOf = Placed<unknown>['placeOf'];

function scopesIn(parts: readonly Omit<WrittenScope, 'placeOf'>[], path: readonly string[], placeOf: PlaceOf): WrittenScope[] {
  return parts.map((part, index) => ({ ...part, placeOf: below(['spec', ...path, index], placeOf) }));
}

function below(path: readonly (string | number)[], placeOf: PlaceOf): PlaceOf {
  return (more) => placeOf([...path, ...more]);
}
