import { expect, test } from 'vitest';
import { nodeFiles } from '../../src/adapters/files.ts';
import { checkPolicy, loadPolicy } from '../../src/policy/policy.ts';
import { failureOf } from '../support/failure.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { breakGlassText, namespaceText, policyText, type PolicySpec } from './documents-of.ts';

const platform = { environments: ['staging', 'production'], regions: ['eu', 'us'] };
const now = Date.parse('2030-06-01T00:00:00Z');
const reader = { name: 'reader', description: 'Looks.', allow: [{ rights: ['read' as const] }] };
const operator = { name: 'operator', description: 'Mends.', allow: [{ rights: ['operate' as const] }] };
const owned = { role: 'operator', to: [{ group: 'all-owners' }], namespaces: ['*'] };
const images = namespaceText('images', 'team-images');
const payroll = namespaceText('payroll', 'team-people');
const tests = `apiVersion: managed-temporal.dev/v1
kind: PolicyTest
metadata: { name: promises }
spec:
  cases:`;

async function findings(spec: PolicySpec, ...more: readonly string[]): Promise<string[]> {
  const roles = [reader, operator, ...(spec.roles ?? [])];
  const text = policyText({ ...spec, roles, grants: [owned, { ...owned, role: 'reader' }, ...(spec.grants ?? [])] });
  const folder = await temporaryFolder({ 'policy.yaml': [text, images, payroll, ...more].join('\n---\n') });
  const { findings: found } = checkPolicy(await loadPolicy({ paths: [folder], files: nodeFiles, platform }), { namespaces: [], now });
  return found.map(({ kind, message }) => `${kind}: ${message.replaceAll(`${folder}/`, '')}`);
}

const team = [{ group: 'team-images' }];
const glass = { role: 'operator', to: team, namespaces: ['images'], reason: 'Fire.' };

test.each<{ title: string; spec?: PolicySpec; more?: string[]; expected: (string | RegExp)[] }>([
  { title: 'nothing where all is meant', expected: [] },
  {
    title: 'a pattern that matches no namespace',
    spec: { denials: [{ rights: ['read'], namespaces: ['pay-roll'], reason: 'No.' }] },
    expected: ['unmatched-namespace: pay-roll matches none of the 2 namespaces there are (images, payroll)'],
  },
  {
    title: 'a case about a namespace that is not there, which would prove nothing',
    more: [
      `${tests}
    - { name: closed, caller: { subject: ada }, namespace: payrol, environment: production, region: eu, denied: [read] }`,
    ],
    expected: ['unmatched-namespace: payrol is none of the 2 namespaces there are (images, payroll)'],
  },
  {
    title: 'nothing in what a worker’s config has by a wider grant too',
    more: [namespaceText('orders', 'all-owners', [{ to: { group: 'all-owners' }, rights: ['operate'], because: 'all-owners owns it' }])],
    expected: [],
  },
  {
    title: 'a role that nobody has, and one that somebody has by another',
    spec: {
      roles: [
        { name: 'idle', description: 'Idle.', allow: [{ rights: ['query'] }], includes: ['reader'] },
        { name: 'outer', description: 'Outer.', includes: ['inner'] },
        { name: 'inner', description: 'Inner.', allow: [{ rights: ['start'] }] },
      ],
      grants: [{ role: 'outer', to: team, namespaces: ['images'] }],
    },
    expected: ['unused-role: nobody has the role idle'],
  },
  {
    title: 'a grant that adds nothing to a wider one',
    spec: { grants: [{ role: 'reader', to: [{ group: 'all-owners' }], namespaces: ['images'], environments: ['staging'] }] },
    expected: [/^unreachable-grant: adds nothing to policy\.yaml:\d+$/],
  },
  {
    title: 'a grant that two others say together',
    spec: {
      roles: [{ name: 'two', description: 'Two.', includes: ['reader', 'operator'] }],
      grants: [{ role: 'two', to: [{ group: 'all-owners' }], namespaces: ['images'] }],
    },
    expected: [/^unreachable-grant: adds nothing to policy\.yaml:\d+, policy\.yaml:\d+$/],
  },
  {
    title: 'the later of two grants that are the same',
    spec: { grants: [1, 2].map(() => ({ role: 'reader', to: [{ subject: 'ada@example.com' }], namespaces: ['images'] })) },
    expected: [/^unreachable-grant/],
  },
  {
    title: 'a grant that is denied whole, and a part of one that is',
    spec: {
      roles: [{ name: 'both', description: 'Both.', allow: [{ rights: ['query'] }, { rights: ['start'] }] }],
      grants: [
        { role: 'reader', to: team, namespaces: ['payroll'] },
        { role: 'both', to: team, namespaces: ['images'] },
      ],
      denials: [
        { rights: ['read'], to: team, namespaces: ['pay*'], reason: 'No.' },
        { rights: ['query'], to: team, namespaces: ['images'], reason: 'No.' },
      ],
    },
    expected: [/^denied-grant: grants nothing: all of it is denied by policy\.yaml:\d+$/, /^denied-grant: query in it is denied by/],
  },
  {
    title: 'a denial of what nobody is granted',
    spec: { denials: [{ rights: ['terminate'], to: team, namespaces: ['images'], reason: 'No.' }] },
    expected: ['idle-denial: denies nothing that anybody is granted'],
  },
  {
    title: 'work without decode, and not where decode comes by another grant',
    spec: {
      roles: [
        { name: 'worker', description: 'Works.', allow: [{ rights: ['work', 'decode:data'] }] },
        { name: 'opener', description: 'Opens.', allow: [{ rights: ['decode'] }] },
      ],
      grants: [
        { role: 'worker', to: [{ subject: 'images/one' }], namespaces: ['images'] },
        { role: 'worker', to: [{ subject: 'images/two' }], namespaces: ['images'] },
        { role: 'opener', to: [{ subject: 'images/two' }], namespaces: ['*'] },
      ],
    },
    expected: [/^work-without-decode/],
  },
  {
    title: 'types that have no effect',
    spec: {
      roles: [{ name: 'deployer', description: 'Deploys.', allow: [{ rights: ['deploy'], workflowTypes: ['render*'] }] }],
      grants: [{ role: 'deployer', to: team, namespaces: ['images'] }],
    },
    expected: ['types-without-effect: deploy is limited to workflow types, and such calls are about none'],
  },
  {
    title: 'break-glass that has long been over',
    more: [breakGlassText({ ...glass, from: '2030-01-01T00:00:00Z', until: '2030-01-01T01:00:00Z' })],
    expected: ['expired-break-glass: incident ended 150 days ago; remove the document'],
  },
])('finds $title', async ({ spec = {}, more = [], expected }) => {
  const found = await findings(spec, ...more);
  expect(found).toHaveLength(expected.length);
  expected.forEach((each, index) => expect(found[index]).toMatch(each));
});

test('finds a namespace in which nobody may operate', async () => {
  const folder = await temporaryFolder({
    'a/policy.yaml': policyText({ roles: [reader], grants: [{ role: 'reader', to: team, namespaces: ['images'] }] }),
    'b/namespace.yml': images,
  });
  const loaded = await loadPolicy({ paths: [folder], files: nodeFiles, platform });
  expect(checkPolicy(loaded, { namespaces: [], now }).findings).toMatchObject([
    { kind: 'unowned-namespace', file: `${folder}/b/namespace.yml`, line: 4, message: 'nobody may operate in images: it has no owner' },
  ]);
});

const cases = `apiVersion: managed-temporal.dev/v1
kind: PolicyTest
metadata: { name: promises }
spec:
  cases:
    - name: owners look
      caller: { subject: ada@example.com, groups: [all-owners] }
      namespace: images
      environment: staging
      region: eu
      allowed: [read, start]
      denied: [operate, terminate]
`;

test('runs test cases and places each right that comes out otherwise', async () => {
  expect(await findings({}, cases)).toEqual([
    'failed-case: owners look: start is not allowed; nothing grants it',
    expect.stringMatching(/^failed-case: owners look: operate is allowed, by policy\.yaml:\d+$/),
  ]);
});

test('a policy that is not valid is refused with every problem at its place', async () => {
  const roles = `
    - { name: one, description: One., includes: [two] }
    - { name: two, description: Two., includes: [three] }
    - { name: three, description: Three., includes: [one, four] }
    - { name: one, description: Again. }
    - { name: tied, description: Tied., allow: [{ rights: [work], workflowTypes: [a] }] }
    - { name: works, description: Works., allow: [{ rights: [work] }] }`;
  const text = `apiVersion: managed-temporal.dev/v1
kind: Policy
metadata: { name: company }
spec:
  roles:${roles}
  grants:
    - { role: none, to: [{ group: a }], namespaces: [images], environments: [prodution] }
    - { role: works, to: [{ group: a }], namespaces: [images], workflowTypes: [a] }
---
apiVersion: managed-temporal.dev/v1
kind: Polcy
---
${breakGlassText({ ...glass, role: 'one', from: '2030-01-01T00:00:00Z', until: '2030-01-02T00:00:00Z' })}
---
${images}
---
${namespaceText('images', 'team-films')}`;
  const folder = await temporaryFolder({ 'policy.yaml': text, 'broken.yaml': 'kind: Policy\nspec: { grants: [{ rol: x }] }' });
  const said = (await failureOf(loadPolicy({ paths: [folder, `${folder}/none`], files: nodeFiles, platform }))).replaceAll(
    `${folder}/`,
    '',
  );
  expect(said.split('\n').map((line) => line.trim())).toEqual([
    'error POLICY_INVALID  the policy is not valid',
    expect.stringMatching(/^broken\.yaml:1:1 {2}apiVersion: is missing/),
    expect.stringMatching(/^broken\.yaml:1:1 {2}metadata: is missing/),
    'broken.yaml:2:18  spec.grants.0.role: is missing',
    'broken.yaml:2:18  spec.grants.0.to: is missing',
    'broken.yaml:2:18  spec.grants.0.namespaces: is missing',
    'broken.yaml:2:20  spec.grants.0.rol: is not a field this file has',
    'none  cannot be read: it does not exist',
    'policy.yaml:8:54  roles include each other: one -> two -> three -> one',
    'policy.yaml:8:59  there is no role four',
    'policy.yaml:9:15  the role one stands twice',
    'policy.yaml:10:49  work cannot be limited to workflow types',
    'policy.yaml:13:15  there is no role none',
    'policy.yaml:13:78  prodution is no environment of the platform; it has staging, production',
    'policy.yaml:14:7  work cannot be limited to workflow types',
    expect.stringMatching(/^policy\.yaml:17:7 {2}kind: Polcy is no kind that is read here/),
    expect.stringMatching(/^policy\.yaml:31:10 {2}is more than 12 hours after spec\.from/),
    expect.stringMatching(/^policy\.yaml:\d+:10 {2}images is team-images's by another document/),
    expect.stringMatching(/^Mend it/),
  ]);
});
