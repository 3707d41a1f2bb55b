import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseStrictYaml, readYaml, yamlPlace } from '../../src/domain/read-yaml.ts';
import { describeProblem } from '../../src/errors/describe.ts';

const schema = z.strictObject({
  name: z.string(),
  tier: z.literal([0, 1]),
  regions: z.array(z.string()).min(1),
  server: z.optional(z.union([z.strictObject({ region: z.string(), address: z.string() }), z.strictObject({ account: z.string() })])),
  workers: z.optional(z.record(z.string(), z.strictObject({ cpu: z.string() }))),
});

function problems(text: string): string[] {
  const reading = readYaml(schema, text, 'a.yaml');
  return reading.kind === 'valid' ? [] : reading.problems.map(describeProblem);
}

const valid = 'name: a\ntier: 1\nregions: [eu]\n';

test('a document that keeps the schema comes back as its value', () => {
  expect(readYaml(schema, valid, 'a.yaml')).toEqual({ kind: 'valid', value: { name: 'a', tier: 1, regions: ['eu'] } });
});

describe('every problem has its place', () => {
  test.each<[title: string, text: string, expected: string[]]>([
    ['an unknown field', `${valid}colour: red\n`, ['a.yaml:4:1  colour: is not a field this file has']],
    [
      'an unknown field further down',
      `${valid}workers:\n  a:\n    cpu: '1'\n    gpu: '1'\n`,
      ['a.yaml:7:5  workers.a.gpu: is not a field this file has'],
    ],
    ['a missing field', 'name: a\nregions: [eu]\n', ['a.yaml:1:1  tier: is missing']],
    ['a missing field further down', `${valid}workers:\n  a: {}\n`, ['a.yaml:5:6  workers.a.cpu: is missing']],
    ['a wrong type', 'name: 3\ntier: 1\nregions: [eu]\n', ['a.yaml:1:7  name: is 3, which is no text; text that looks so needs quotes']],
    [
      'a wrong item',
      'name: a\ntier: 1\nregions:\n  - eu\n  - 7\n',
      ['a.yaml:5:5  regions.1: is 7, which is no text; text that looks so needs quotes'],
    ],
    ['a value outside a choice', 'name: a\ntier: 7\nregions: [eu]\n', ['a.yaml:2:7  tier: invalid option: expected one of 0|1']],
    [
      'a wrong field of what may have one of two shapes, as the shape it is nearest to has it',
      `${valid}server:\n  region: eu\n  address: 7\n`,
      ['a.yaml:6:12  server.address: is 7, which is no text; text that looks so needs quotes'],
    ],
    ['an empty list', 'name: a\ntier: 1\nregions: []\n', ['a.yaml:3:10  regions: too small: expected array to have >=1 items']],
    ['a list for a document', '- a\n', ['a.yaml:1:1  invalid input: expected object, received array']],
    ['an empty file', '', ['a.yaml:1:1  invalid input: expected object, received null']],
    ['a duplicate key', `${valid}name: b\n`, ['a.yaml:4:1  this key stands twice']],
    ['a tag', 'name: !env HOME\ntier: 1\nregions: [eu]\n', ['a.yaml:1:7  a tag is not taken here; write the value out']],
    ['an anchor', 'name: &n a\ntier: 1\nregions: [eu]\n', ['a.yaml:1:10  an anchor is not taken here; write the value out']],
    [
      'an alias',
      'name: &n a\ntier: 1\nregions: [*n]\n',
      ['a.yaml:1:10  an anchor is not taken here; write the value out', 'a.yaml:3:11  an alias is not taken here; write the value out'],
    ],
    ['a second document', `${valid}---\n${valid}`, ['a.yaml:4:1  a second document begins here; this file holds one']],
    ['a tab as indentation', 'name:\n\t- a\n', ['a.yaml:2:1  tabs are not allowed as indentation']],
    ['a bracket left open', 'name: [a\n', ['a.yaml:2:1  flow sequence in block collection must be sufficiently indented and end with a ]']],
  ])('%s', (_title, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test('all at once, in the order of the file', () => {
    expect(problems('colour: red\nname: 3\ntier: 7\nname: &x b\n')).toEqual([
      'a.yaml:1:1  regions: is missing',
      'a.yaml:1:1  colour: is not a field this file has',
      'a.yaml:3:7  tier: invalid option: expected one of 0|1',
      'a.yaml:4:1  this key stands twice',
      'a.yaml:4:10  an anchor is not taken here; write the value out',
    ]);
  });
});

describe('what is made to do harm does none', () => {
  test('an expansion bomb is refused without being expanded', () => {
    const levels = Array.from({ length: 12 }, (_, level) => `l${level}: &l${level} [${`*l${level - 1}, `.repeat(level === 0 ? 0 : 9)}x]`);
    expect(problems(levels.join('\n'))).toContain('a.yaml:2:10  an alias is not taken here; write the value out');
  });

  test('an alias that refers to itself is refused', () => {
    expect(problems('name: &n [*n]\n')).toContain('a.yaml:1:11  an alias is not taken here; write the value out');
  });

  test('a file of more than a million characters is not parsed', () => {
    expect(problems('x'.repeat(1_000_001))).toEqual(['a.yaml  has 1000001 characters; at most 1000000 are read']);
  });

  test('nesting without end is a problem, not a crash', () => {
    expect(problems('['.repeat(100_000))).toEqual(['a.yaml  is nested too deeply']);
    expect(problems(`name: ${'{a: '.repeat(20_000)}1${'}'.repeat(20_000)}`)).toEqual(['a.yaml  is nested too deeply']);
  });

  test('a key named __proto__ is a field like any other', () => {
    expect(problems(`${valid}__proto__: { polluted: true }\n`)).toEqual(['a.yaml:4:1  __proto__: is not a field this file has']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('any text at all gives a value or problems', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-&*!{}[\],:#|>%@?"' \na<~]{0,40}$/)), (text) => {
        const reading = readYaml(z.unknown(), text, 'a.yaml');
        expect(['valid', 'invalid']).toContain(reading.kind);
      }),
      { numRuns: 500 },
    );
  });
});

test('what is taken reads as any YAML reader reads it', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.oneof(fc.integer(), fc.boolean(), fc.stringMatching(/^[a-z ]{0,9}$/))),
      (value) => {
        const text = JSON.stringify(value);
        expect(readYaml(z.unknown(), text, 'a.yaml')).toEqual({ kind: 'valid', value: parse(text) as unknown });
      },
    ),
  );
});

test('a place is that of the nearest parent when the path is not there', () => {
  const yaml = parseStrictYaml('a:\n  b:\n    - 1\n', 'a.yaml');
  expect(yamlPlace(yaml, ['a', 'b', 0], 'a.yaml')).toEqual({ file: 'a.yaml', line: 3, column: 7, field: 'a.b.0', message: '' });
  expect(yamlPlace(yaml, ['a', 'b', 9], 'a.yaml')).toMatchObject({ line: 3, column: 5 });
  expect(yamlPlace(yaml, ['x', 'y'], 'a.yaml')).toMatchObject({ line: 1, column: 1 });
});
