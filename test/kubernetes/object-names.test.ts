import { describe, expect, test } from 'vitest';
import { buildSuffix, configMapName, labelValue } from '../../src/kubernetes/object-names.ts';

describe('a build ID at the end of a name', () => {
  test.each([
    { buildId: '4f2c9d1e5a7b4f2c9d1e5a7b4f2c9d1e5a7b4f2c', expected: '-4f2c9d1e5a' },
    { buildId: 'v7', expected: '-v7' },
    { buildId: 'release-12', expected: '-release-12' },
    { buildId: 'release-123', expected: '-dcf64b07' },
    { buildId: 'V7', expected: '-99fa9dfa' },
    { buildId: '1.2.3', expected: '-18bc32af' },
  ])('$buildId becomes $expected', ({ buildId, expected }) => {
    expect(buildSuffix(buildId)).toBe(expected);
  });
});

describe('the name of a ConfigMap', () => {
  test.each([
    { kind: 'Worker', name: 'image-gpu', expected: 'image-render-worker-image-gpu' },
    { kind: 'Namespace', name: 'images', expected: 'image-render-namespace-images' },
  ])('of $kind $name is $expected', ({ kind, name, expected }) => {
    expect(configMapName('image-render', kind, name)).toBe(expected);
  });

  test('can be read and told apart for names that differ in what a label cannot hold', () => {
    const names = ['CreateImage', 'createImage', 'create-image', 'create.image', 'create_image'].map((name) =>
      configMapName('a', 'Workflow', name),
    );
    for (const name of names) expect(name).toMatch(/^a-workflow-create-image(-[0-9a-f]{8})?$/);
    expect(new Set(names).size).toBe(names.length);
  });

  test('fits, however long the name', () => {
    const [one, two] = ['a', 'b'].map((end) => configMapName('service', 'Namespace', 'n'.repeat(900) + end));
    expect(one).toMatch(/^service-namespace-n+-[0-9a-f]{8}$/);
    expect(one).toHaveLength(253);
    expect(one).not.toBe(two);
  });
});

test('a label value is the text itself, or as much of it as fits and a hash', () => {
  expect(labelValue('images')).toBe('images');
  expect(labelValue('n'.repeat(63))).toBe('n'.repeat(63));
  expect(labelValue(`${'n'.repeat(53)}-${'n'.repeat(20)}`)).toMatch(/^n{53}-[0-9a-f]{8}$/);
});
