import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { parseStrictYaml, yamlPlace } from '../../src/domain/read-yaml.ts';
import { compactPlaces } from '../../src/domain/yaml-places.ts';

const text = ['a:', '  b:', '    - 1', '    - c: x', '      d:', 'e: [2, {f: 3}]', ''].join('\n');

test.each([
  { path: [], line: 1, column: 1 },
  { path: ['a'], line: 2, column: 3 },
  { path: ['a', 'b', 0], line: 3, column: 7 },
  { path: ['a', 'b', 1, 'c'], line: 4, column: 10 },
  { path: ['e', 1, 'f'], line: 6, column: 12 },
])('$path stands at $line:$column', ({ path, line, column }) => {
  expect(placesOf(text)(path)).toEqual({ line, column });
});

test.each([
  { path: ['a', 'b', 9], parent: ['a', 'b'] },
  { path: ['a', 'b', 'c'], parent: ['a', 'b'] },
  { path: ['a', 'b', 1, 'x', 'y'], parent: ['a', 'b', 1] },
  { path: ['a', 'b', 0, 'x'], parent: ['a', 'b', 0] },
  { path: ['x'], parent: [] },
])('what is not there, $path, stands where its nearest parent does', ({ path, parent }) => {
  expect(placesOf(text)(path)).toEqual(placesOf(text)(parent));
});

test.each(['', '# nothing\n', '- \n', 'a:\n'])('a document with nothing in it has a place: %j', (empty) => {
  expect(placesOf(empty)(['a'])).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
});

test('places are those of the tree, for every path of any document', () => {
  const key = fc.constantFrom('a', 'b', 'name', 'two words', '1');
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, fc.string(), fc.integer(), fc.constant(null), tie('list'), tie('map')),
    list: fc.array(tie('tree'), { maxLength: 4 }),
    map: fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
  }));
  fc.assert(
    fc.property(tree, fc.boolean(), (value, isFlow) => {
      const written = stringify(value, { aliasDuplicateObjects: false, collectionStyle: isFlow ? 'flow' : 'block' });
      const yaml = parseStrictYaml(written, 'any.yaml');
      const placeOf = compactPlaces(yaml);
      const found = pathsOf(value).map((path) => ({ path, ...placeOf(path) }));
      expect(found).toEqual(
        pathsOf(value).map((path) => {
          const { line, column } = yamlPlace(yaml, path, 'any.yaml');
          return { path, line, column };
        }),
      );
    }),
    { numRuns: 100 },
  );
});

function placesOf(written: string): ReturnType<typeof compactPlaces> {
  return compactPlaces(parseStrictYaml(written, 'a.yaml'));
}

function pathsOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const steps = Array.isArray(value) ? value.map((item, index) => [index, item] as const) : Object.entries(value);
  return [path, ...steps.flatMap(([step, inner]) => pathsOf(inner, [...path, step]))];
}
