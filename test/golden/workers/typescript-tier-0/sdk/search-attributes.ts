import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import type { SearchAttributeType } from '../contracts/src/define.ts';

/** The SDK's form of `{ customer: 'c-1' }`, by the types the contract declares. */
export function searchAttributePairs(
  types: Readonly<Record<string, SearchAttributeType>>,
  values: Readonly<Record<string, unknown>> | undefined,
): SearchAttributePair[] | undefined {
  if (values === undefined) return undefined;
  return Object.entries(values).flatMap(([name, value]) => {
    const type = types[name];
    if (type === undefined || value === undefined) return [];
    return [{ key: defineSearchAttributeKey(name, type), value } as SearchAttributePair];
  });
}
