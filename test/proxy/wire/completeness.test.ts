import { describe, expect, test } from 'vitest';
import { methods } from '../../../src/proxy/wire/methods.ts';
import { rewriteFindings } from '../../support/completeness.ts';

const seeds = [1, 2];

describe.each([...methods.values()].map((method) => [method.name, method] as const))('%s', (_, { request, response }) => {
  test.each([request, response])('$name', (table) => {
    for (const seed of seeds) expect(rewriteFindings(table, seed)).toEqual([]);
  });
});
