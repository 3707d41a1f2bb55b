import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dnsName,
  logicalNamespace,
  maxNameLength,
  namespaceProblem,
  ownerName,
  ownerProblem,
  pascalCase,
  slug,
  snakeCase,
  temporalName,
  workerName,
  workerNameProblem,
} from '../../src/domain/names.ts';

const alphabet = 'may hold lower-case letters, digits and hyphens only, begin with a letter and not end with a hyphen';
const path = 'is a path; give the name alone and the folder as the argument';
const reserved = 'is reserved; add what the worker does, such as image-render';

describe('a worker name', () => {
  test.each(['a', 'image-render', 'a1', 'x--y', 'com', 'com10', 'workers', 'a'.repeat(maxNameLength)])('%s is taken', (name) => {
    expect(workerNameProblem(name)).toBeUndefined();
  });

  test.each([
    ['', 'is empty; use lower-case letters, digits and hyphens, such as image-render'],
    ['ImageRender', 'has capitals; use imagerender'],
    ['Image.Render', alphabet],
    ['image.render', alphabet],
    ['image_render', alphabet],
    ['image render', alphabet],
    ['render-🦊', alphabet],
    ['bildér', alphabet],
    ['1st', alphabet],
    ['-a', alphabet],
    ['a-', alphabet],
    ['a\n', alphabet],
    ['a'.repeat(48), 'is 48 characters long; at most 47 leave room for every suffix Kubernetes appends'],
    ['../x', path],
    ['/tmp/x', path],
    ['C:\\x', path],
    ['.hidden', path],
    ...['con', 'config', 'contracts', 'default', 'deploy', 'dist', 'docs', 'kube-system', 'managed-worker'].map((name) => [name, reserved]),
    ...['node-modules', 'nul', 'prn', 'schemas', 'sdk', 'src', 'temporal', 'temporal-system'].map((name) => [name, reserved]),
    ...['temporalio', 'test', 'tests', 'worker', 'com1', 'lpt9'].map((name) => [name, reserved]),
  ])('%j is refused', (name, message) => {
    expect(workerNameProblem(name)).toBe(message);
  });

  test('any taken name is a DNS label with room for the longest suffix, in every form it is used in', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z0-9./-]{0,60}$/), (name) => {
        fc.pre(workerNameProblem(name) === undefined);
        expect(`${name}-0123456789ab`).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
        expect(snakeCase(name)).toMatch(/^[a-z][a-z0-9_]*$/);
        expect(pascalCase(name)).toMatch(/^[A-Z][A-Za-z0-9]*$/);
      }),
    );
  });
});

describe('a namespace', () => {
  test.each(['images', 'a', 'worker', 'temporal', 'a'.repeat(63)])('%s is taken', (name) => {
    expect(namespaceProblem(name)).toBeUndefined();
  });

  test.each([
    ['', 'is empty; use lower-case letters, digits and hyphens, such as images'],
    ['Images', 'has capitals; use images'],
    ['images.eu', alphabet],
    ['Image_Store', alphabet],
    ['temporal-system', 'begins with temporal-, which the server keeps for itself'],
  ])('%j is refused', (name, message) => {
    expect(namespaceProblem(name)).toBe(message);
  });
});

describe('an owner', () => {
  test.each(['team-images', 'Équipe Île', '画像チーム', 'R&D "core" <x>', '{{owner}}', '🦊'.repeat(100)])('%s is taken', (owner) => {
    expect(ownerProblem(owner)).toBeUndefined();
  });

  test.each([
    ['', 'is empty; name the team that is paged, such as team-images'],
    ['   ', 'is empty; name the team that is paged, such as team-images'],
    [' team', 'begins or ends with a space'],
    ['team ', 'begins or ends with a space'],
    ['a\nb', 'holds a control character or a line break'],
    ['a\u0000b', 'holds a control character or a line break'],
    ['a\u0085b', 'holds a control character or a line break'],
    ['a\u2028b', 'holds a control character or a line break'],
    ['x'.repeat(101), 'is 101 characters long; at most 100'],
    ['🦊'.repeat(101), 'is 101 characters long; at most 100'],
  ])('%j is refused', (owner, message) => {
    expect(ownerProblem(owner)).toBe(message);
  });
});

test.each([
  [workerName, 'Up', 'has capitals; use up'],
  [logicalNamespace, 'Up', 'has capitals; use up'],
  [ownerName, '', 'is empty; name the team that is paged, such as team-images'],
  [dnsName, 'Up', 'use lower-case letters, digits and hyphens'],
])('a schema says the same as its rule', (schema, value, message) => {
  expect(schema.safeParse(value).error?.issues.map((issue) => issue.message)).toEqual([message]);
  expect(schema.safeParse('fine').success).toBe(true);
});

test.each([
  ['Greet', true],
  ['image-orders', true],
  ['a.b/c_d', true],
  ['a'.repeat(200), true],
  ['a'.repeat(201), false],
  ['-a', false],
  ['a b', false],
  ['', false],
])('the task queue or type name %j is taken: %s', (name, isTaken) => {
  expect(temporalName.safeParse(name).success).toBe(isTaken);
});

describe('a slug', () => {
  test.each([
    ['team-images', 'team-images'],
    ['Équipe Île', 'equipe-ile'],
    ['R&D  core', 'r-d-core'],
    ['@example/team', 'example-team'],
    ['3d', 'team-3d'],
    ['画像チーム', 'team-4e1533b9'],
    [`${'a'.repeat(46)}-b`, 'a'.repeat(46)],
  ])('of %s is %s', (text, expected) => {
    expect(slug(text)).toBe(expected);
  });

  test('is a DNS label for any text, and the same each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (text) => {
        expect(slug(text)).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
        expect(slug(text)).toBe(slug(text));
      }),
    );
  });
});
