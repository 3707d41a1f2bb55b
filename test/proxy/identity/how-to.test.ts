import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readYaml } from '../../../src/domain/read-yaml.ts';
import { identityProblems } from '../../../src/proxy/identity/problems.ts';
import { identitySources } from '../../../src/proxy/identity/config.ts';
import { refusalReasons } from '../../../src/proxy/identity/refusals.ts';
import { identityContext } from '../../support/identities.ts';

const page = readFileSync(new URL('../../../docs/how-to/identify-callers.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```yaml\n(- kind:[^`]+)```/g)].map(([, text = '']) => text);

test('the page shows every kind of source', () => {
  const kinds = blocks.flatMap((text) => (parse(text) as { kind: string }[]).map(({ kind }) => kind));
  expect(new Set(kinds)).toEqual(new Set(['jwt', 'kubernetes', 'mtls', 'static', 'local']));
});

test('all configs of the page together load without a problem', () => {
  const reading = readYaml(identitySources, blocks.join(''), 'identify-callers.md');
  expect(reading).toMatchObject({ kind: 'valid' });
  const sources = reading.kind === 'valid' ? reading.value : [];
  expect(identityProblems(sources, identityContext)).toEqual([]);
});

test('the page says what to look at for every reason a caller can be refused for', () => {
  expect(refusalReasons.filter((reason) => !page.includes(`\`${reason}\``))).toEqual([]);
});
