import type { Type } from 'protobufjs';
import { fieldName, messageOf, type ServiceMethod } from './descriptors.ts';
import { methodScopes, placesInRequests, placesNeeded } from './scope-rules.ts';

const scopesWithPlaces = new Set(['request', 'execution', 'history', 'schedule', 'query', 'batch']);

/** `scope=request type=3.1 workflow=2`: which types a method is about, and where its request says so. */
export function scopeWords({ name, request }: ServiceMethod, problems: string[]): string[] {
  const scope = methodScopes.get(name);
  if (scope === undefined) problems.push(`${name} is not in test/support/proxy-table/scope-rules.ts`);
  const places = scopesWithPlaces.has(scope ?? '') ? placesIn(request) : new Map<string, string>();
  for (const needed of placesNeeded[scope ?? ''] ?? []) {
    if (!places.has(needed)) problems.push(`${name} has no ${needed}, which scope-rules.ts says of ${scope}`);
  }
  return [`scope=${scope}`, ...[...places].map(([what, path]) => `${what}=${path}`)];
}

function placesIn(request: Type): Map<string, string> {
  const found = Object.entries(placesInRequests).flatMap(([what, paths]) => {
    const path = paths.map((one) => numbersOf(request, one.split('.'))).find((numbers) => numbers !== undefined);
    return path === undefined ? [] : [[what, path.join('.')] as const];
  });
  return new Map(found);
}

function numbersOf(type: Type, [first, ...rest]: readonly string[]): number[] | undefined {
  const field = type.fieldsArray.find((one) => fieldName(one) === first);
  if (field === undefined) return undefined;
  const below = messageOf(field);
  if (rest.length === 0) return below === undefined ? [field.id] : undefined;
  const inside = below === undefined ? undefined : numbersOf(below, rest);
  return inside === undefined ? undefined : [field.id, ...inside];
}
