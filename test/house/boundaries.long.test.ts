import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { expect, test } from 'vitest';
import config from '../../.dependency-cruiser.json' with { type: 'json' };

const root = fileURLToPath(new URL('../..', import.meta.url));
const fixtures = fileURLToPath(new URL('../fixtures/boundaries', import.meta.url));

test.each([
  ['no-cycles', 'no-cycles'],
  ['domain-stands-alone', 'domain-stands-alone'],
  ['pure-files-stay-pure', 'pure-files-stay-pure'],
  ['pure-files-stay-pure', 'pure-files-stay-pure-of-adapters'],
  ['only-cli-knows-cli', 'only-cli-knows-cli'],
  ['use-the-door', 'use-the-door'],
  ['node-io-lives-in-adapters', 'node-io-lives-in-adapters'],
  ['node-io-lives-in-adapters', 'node-io-lives-in-adapters-alone'],
])('the rule %s fires on the planted violation %s', async (rule, fixture) => {
  const { summary } = await look(`${fixtures}/${fixture}`);
  expect(new Set(summary.violations.map((violation) => violation.rule.name))).toContain(rule);
});

test('types of adapters, doors, and adapters in an apply file are allowed', async () => {
  const { summary } = await look(`${fixtures}/allowed`);
  expect(summary.violations).toEqual([]);
});

test('every rule has a planted violation', () => {
  const rules = new Set(config.forbidden.map(({ name }) => name));
  expect(rules.size).toBe(6);
});

test('the project itself is looked at and keeps every rule', async () => {
  const { summary } = await look(root);
  // A compiler without its API makes the tool cruise nothing and find nothing.
  expect(summary.totalCruised).toBeGreaterThan(30);
  expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
});

async function look(baseDir: string): Promise<ICruiseResult> {
  const { output } = await cruise(
    ['src'],
    { ...config.options, ruleSet: { forbidden: config.forbidden } as IFlattenedRuleSet, baseDir, validate: true },
    config.options.enhancedResolveOptions,
    { tsConfig: extractTSConfig(`${root}/tsconfig.json`) },
  );
  if (typeof output === 'string') throw new Error(output);
  return output;
}
