import { describe, expect, test } from 'vitest';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import { managedWorker } from '../../src/domain/managed-worker.ts';
import type { Platform } from '../../src/domain/platform.ts';
import { readYaml } from '../../src/domain/read-yaml.ts';
import { templateVariables } from '../../src/domain/template-variables.ts';
import { platformRuleBreaks, regionsProblem } from '../../src/domain/worker-rules.ts';
import { describeProblem } from '../../src/errors/describe.ts';
import { imageRender, imageRenderYaml } from '../support/image-render.ts';

const platform: Platform = builtinPlatform.spec;

function problems(text: string): string[] {
  const reading = readYaml(managedWorker, text, 'worker.yaml');
  return reading.kind === 'valid' ? [] : reading.problems.map(describeProblem);
}

describe('worker.yaml', () => {
  test('holds the answers', () => {
    expect(readYaml(managedWorker, imageRenderYaml, 'worker.yaml')).toEqual({
      kind: 'valid',
      value: { apiVersion: 'managed-temporal.dev/v1', kind: 'ManagedWorker', ...imageRender },
    });
  });

  test('may tune workers, hold back a template, and ask for access and rates', () => {
    const more = `workers:
  image-render:
    resources: { memory: 2Gi }
    scaling: { activitySlots: 5, pollers: { maximum: 10 }, replicas: { minimum: 0 } }
    versioning: auto-upgrade
template: { hold: { reason: launch week, until: 2026-12-01 } }
access: [{ owner: team-search, role: reader }]
rateLimits: { actionsPerSecond: 50 }
extensions: { audit: { retention: long } }
`;
    expect(problems(imageRenderYaml + more)).toEqual([]);
  });

  test.each([
    ['kind: Worker\n', 'worker.yaml:2:7  kind: invalid input: expected "ManagedWorker"'],
    ['tier: 4\n', 'worker.yaml:5:7  tier: invalid option: expected one of 0|1|2|3'],
    ["tier: '1'\n", 'worker.yaml:5:7  tier: invalid option: expected one of 0|1|2|3'],
    ['name: Image\n', 'worker.yaml:3:7  name: has capitals; use image'],
    ['language: go\n', 'worker.yaml:8:11  language: invalid option: expected one of "typescript"|"python"'],
    ['regions: []\n', 'worker.yaml:9:10  regions: too small: expected array to have >=1 items'],
    ['regions: [EU]\n', 'worker.yaml:9:11  regions.0: use lower-case letters, digits and hyphens'],
  ])('%j is refused', (line, message) => {
    const key = line.slice(0, line.indexOf(':'));
    expect(problems(imageRenderYaml.replace(new RegExp(`^${key}: .*\n`, 'm'), line))).toEqual([message]);
  });

  test.each([
    ['workers: { Up: {} }\n', 'worker.yaml:10:12  workers.Up: has capitals; use up'],
    [
      'workers: { a: { resources: { cpu: 1 } } }\n',
      'worker.yaml:10:35  workers.a.resources.cpu: is 1, which is no text; text that looks so needs quotes',
    ],
    ["workers: { a: { resources: { memory: '1' } } }\n", 'worker.yaml:10:38  workers.a.resources.memory: write memory as 512Mi or 1Gi'],
    ['workers: { a: { scaling: { slots: 1 } } }\n', 'worker.yaml:10:28  workers.a.scaling.slots: is not a field this file has'],
    ['template: { hold: { reason: a, until: soon } }\n', 'worker.yaml:10:39  template.hold.until: invalid ISO date'],
  ])('%j is refused', (line, message) => {
    expect(problems(imageRenderYaml + line)).toEqual([message]);
  });
});

describe('what the platform says to answers', () => {
  test('nothing, when they fit', () => {
    expect(platformRuleBreaks(imageRender, platform)).toEqual([]);
  });

  test('all breaks at once, in the order of the questions', () => {
    const onCloud: Platform = { ...platform, temporal: [{ environment: 'production', region: 'us', cloudAccount: 'a1b2c' }] };
    const namespace = 'a'.repeat(30);
    expect(platformRuleBreaks({ ...imageRender, namespace, retention: '91d' }, onCloud)).toEqual([
      {
        field: 'namespace',
        message: `its physical name ${namespace}-production-us has 44 characters, Temporal Cloud takes 39; shorten it by 5`,
      },
      { field: 'retention', message: "'91d' is above the platform's maximum of 90d" },
    ]);
  });

  test('an unknown region alone is named, without a word about physical names it cannot have', () => {
    expect(platformRuleBreaks({ ...imageRender, regions: ['mars', 'eu'] }, platform)).toEqual([
      { field: 'regions', message: 'mars is not a region of this platform; it has eu, us' },
    ]);
  });

  test.each([
    [['eu'], undefined],
    [['us', 'eu'], undefined],
    [[], 'names no region'],
    [['eu', 'eu'], 'names a region twice'],
    [['mars'], 'mars is not a region of this platform; it has eu, us'],
    [['mars', 'moon'], 'mars, moon are not regions of this platform; it has eu, us'],
  ])('regions %j: %s', (regions, message) => {
    expect(regionsProblem(regions, platform)).toBe(message);
  });
});

describe('variables of templates', () => {
  const tool = { name: 'gen-temporal-managed-worker', version: '1.2.3' };

  test('are the answers and what follows from them and the platform', () => {
    expect(templateVariables({ ...imageRender, regions: ['us', 'eu'] }, platform, tool)).toEqual({
      ...imageRender,
      package: 'image_render',
      pascal: 'ImageRender',
      ownerSlug: 'team-images',
      codeOwner: '@example/team-images',
      tierDescription: 'customer-facing, pages around the clock',
      retentionDays: 14,
      environments: ['staging', 'production'],
      physicalNamespaces: [
        { environment: 'staging', region: 'eu', name: 'images-staging-eu' },
        { environment: 'staging', region: 'us', name: 'images-staging-us' },
        { environment: 'production', region: 'eu', name: 'images-production-eu' },
        { environment: 'production', region: 'us', name: 'images-production-us' },
      ],
      imageRegistry: 'registry.example.com/workers',
      tool,
    });
  });

  test.each([
    ['@example/team-images', '@example/team-images'],
    ['@ada', '@ada'],
    ['ada@example.com', 'ada@example.com'],
    ['Équipe Île', '@example/equipe-ile'],
    ['@not a handle', '@example/not-a-handle'],
    ['a@b@c', '@example/a-b-c'],
  ])('the owner %s is %s in CODEOWNERS', (owner, codeOwner) => {
    expect(templateVariables({ ...imageRender, owner }, platform, tool).codeOwner).toBe(codeOwner);
  });
});
