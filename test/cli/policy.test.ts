import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { namespaceText, policyText, type PolicySpec } from '../policy/documents-of.ts';
import { runPlatformCli } from '../support/cli.ts';
import { plainProxy, proxyFolder } from '../support/proxy-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const spec: PolicySpec = {
  roles: [
    { name: 'developer', description: 'Makes.', allow: [{ rights: ['read', 'start', 'signal', 'operate'] }] },
    { name: 'worker', description: 'Works.', allow: [{ rights: ['work'] }] },
  ],
  grants: [
    { role: 'developer', to: [{ group: 'team-images' }], namespaces: ['images'] },
    { role: 'worker', to: [{ subject: 'images/*' }], namespaces: ['images'] },
  ],
  denials: [
    {
      rights: ['start'],
      to: [{ group: 'team-images' }],
      namespaces: ['images'],
      workflowTypes: ['pay*'],
      reason: 'Payments go by the books.',
    },
  ],
};
const text = policyText(spec);
const here = ['--namespace', 'images', '--environment', 'production', '--region', 'eu'];
const ada = ['--caller', 'ada@example.com', '--group', 'team-images'];

test('explain says yes with every statement that counts, and what fields may take besides', async () => {
  const cwd = await temporaryFolder({ 'policy.yaml': text });
  const args = ['policy', 'explain', 'policy.yaml', ...ada, ...here, '--workflow-type', 'render', '--method', 'StartWorkflowExecution'];
  const { code, stdout, stderr } = await runPlatformCli(args, { cwd });
  expect({ code, stderr, lines: stdout.split('\n') }).toEqual({
    code: 0,
    stderr: '',
    lines: [
      'allowed',
      '  ada@example.com  StartWorkflowExecution takes start, in images, production/eu, for render',
      '  allow  start  policy.yaml:21 grant developer, role developer at policy.yaml:10',
      '  besides, completion_callbacks takes work',
      '  besides, on_conflict_options.attach_completion_callbacks takes work',
      '  besides, request_eager_execution takes work',
      '  besides, workflow_id_conflict_policy=WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING takes terminate',
      '  besides, workflow_id_reuse_policy=WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING takes terminate',
    ],
  });
});

test.each([
  {
    title: 'what is denied',
    more: ['--right', 'start', '--workflow-type', 'payOut'],
    lines: ['denied', '  reason  Payments go by the books.'],
  },
  {
    title: 'what a field of the call takes besides',
    more: ['--method', 'StartWorkflowExecution', '--workflow-type', 'render', '--field', 'workflow_id_conflict_policy=TERMINATE_EXISTING'],
    lines: [
      'denied: without terminate',
      '  ada@example.com  StartWorkflowExecution takes start, workflow_id_conflict_policy=WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING terminate, in images, production/eu, for render',
    ],
  },
  {
    title: 'what only some types allow',
    more: ['--right', 'start'],
    lines: ['denied: only some workflow types are allowed; name one with --workflow-type'],
  },
  {
    title: 'what nothing grants',
    more: ['--right', 'deploy'],
    lines: ['denied: nothing grants it', '  nothing in the documents is about it'],
  },
  {
    title: 'work without decode',
    more: ['--right', 'work', '--caller', 'images/render', '--service'],
    lines: ['denied: work takes decode with it, and that is not held'],
  },
])('explain says no to $title', async ({ more, lines }) => {
  const cwd = await temporaryFolder({ 'policy.yaml': text });
  const { code, stdout } = await runPlatformCli(['policy', 'explain', 'policy.yaml', ...ada, ...here, ...more], { cwd });
  expect(code).toBe(1);
  expect(stdout.split('\n')).toEqual(expect.arrayContaining(lines));
});

test.each([
  { more: [], message: 'give one of --right and --method' },
  { more: ['--right', 'fly'], message: 'fly is no right' },
  { more: ['--method', 'GetUser'], message: 'GetUser is no method that is relayed' },
  { more: ['--method', 'ListNamespaces'], message: 'ListNamespaces is answered by the proxy itself, with what its caller may see' },
  { more: ['--right', 'read', '--field', 'request_eager_execution'], message: '--field goes with --method' },
  {
    more: ['--method', 'StartWorkflowExecution', '--field', 'workflow_id_reuse_policy=ALLOW'],
    message: 'workflow_id_reuse_policy=ALLOW takes no right of its own in StartWorkflowExecution',
  },
  { more: ['--right', 'read', '--at', 'noon'], message: '--at noon is no time' },
  { more: ['--right', 'read', '--region', 'mars'], message: 'mars is no region of the platform' },
])('explain takes no $more', async ({ more, message }) => {
  const cwd = await temporaryFolder({ 'policy.yaml': text });
  const { code, stdout } = await runPlatformCli(['policy', 'explain', 'policy.yaml', ...ada, ...here, ...more, '--json'], { cwd });
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'USAGE', message } });
});

test('explain --json is one document', async () => {
  const cwd = await temporaryFolder({ 'policy.yaml': text });
  const args = ['policy', 'explain', 'policy.yaml', ...ada, ...here, '--method', 'RespondActivityTaskCompletedById', '--json'];
  const { code, stdout } = await runPlatformCli(args, { cwd });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    allowed: true,
    isEither: true,
    rights: ['work', 'operate'],
    explanations: [
      { verdict: 'not-granted' },
      { verdict: 'allowed', counting: [{ effect: 'allow', name: 'developer', rights: ['operate'] }] },
    ],
  });
});

test('check finds what the config of a proxy does not serve, with exit 1, and exits 2 on what is not valid', async () => {
  const file = await proxyFolder(
    plainProxy((proxy) => void (proxy.access = { documents: ['policies'] })),
    undefined,
  );
  const cwd = dirname(file);
  mkdirSync(join(cwd, 'policies'));
  writeFileSync(join(cwd, 'policies/policy.yaml'), text);
  writeFileSync(join(cwd, 'policies/images.yaml'), namespaceText('images', 'team-images'));
  const { code, stdout } = await runPlatformCli(['policy', 'check', '--config', 'proxy.yaml'], { cwd });
  expect(code).toBe(1);
  expect(stdout.split('\n')).toEqual([
    'policy  2 files, 0 test cases: 2 findings',
    expect.stringMatching(/^ {2}policies\/policy\.yaml:26:7 {2}warning work-without-decode /),
    expect.stringMatching(/^ {2}proxy\.yaml:\d+:\d+ {2}warning unowned-namespace {2}nobody may operate in orders: it has no owner$/),
  ]);
  writeFileSync(join(cwd, 'policies/policy.yaml'), `${text}\n  more: 1\n`);
  const refused = await runPlatformCli(['policy', 'check', '--config', 'proxy.yaml', '--json'], { cwd });
  expect(refused.code).toBe(2);
  expect(JSON.parse(refused.stdout)).toMatchObject({
    error: { code: 'POLICY_INVALID', problems: [{ line: expect.any(Number), field: 'spec.more' }] },
  });
});

test('check --json has findings and how many cases were run; without documents it is misuse', async () => {
  const cwd = await temporaryFolder({ 'policy.yaml': text });
  const { code, stdout } = await runPlatformCli(['policy', 'check', 'policy.yaml', '--json'], { cwd });
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    files: [join(cwd, 'policy.yaml')],
    cases: 0,
    findings: [{ kind: 'work-without-decode' }],
  });
  expect(await runPlatformCli(['policy', 'check'], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no documents are named'),
  });
});

test('diff says who gains and loses, and nothing of a refactoring', async () => {
  const [developer, worker] = spec.roles ?? [];
  const looks = { name: 'looks', description: 'Looks.', allow: [{ rights: ['read' as const, 'operate' as const] }] };
  const split = { ...developer!, allow: [{ rights: ['start' as const, 'signal' as const] }], includes: ['looks'] };
  const lost = { ...spec, roles: [developer!, worker!], grants: spec.grants!.slice(1) };
  const cwd = await temporaryFolder({
    'old.yaml': text,
    'same.yaml': policyText({ ...spec, roles: [looks, split, worker!] }),
    'lost.yaml': policyText(lost),
  });
  expect(await runPlatformCli(['policy', 'diff', 'old.yaml', 'same.yaml'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
  const { code, stdout } = await runPlatformCli(['policy', 'diff', 'old.yaml', 'lost.yaml'], { cwd });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '- group team-images may no longer read, start, signal, operate in images' });
  const json = await runPlatformCli(['policy', 'diff', 'lost.yaml', 'old.yaml', '--json'], { cwd });
  expect(JSON.parse(json.stdout)).toMatchObject({ schemaVersion: 1, changes: [{ change: 'gains', who: { group: 'team-images' } }] });
});

test('diff tells limits and traffic, and takes documents, platform and owners from the configs of proxies', async () => {
  const file = await proxyFolder(
    plainProxy((proxy) => void (proxy.access = { documents: ['policies'] })),
    undefined,
  );
  const cwd = dirname(file);
  const folders = ['policies', 'old'].map((name) => join(cwd, name));
  for (const folder of folders) mkdirSync(folder);
  const [mine = '', theirs = ''] = folders;
  const limit = { namespaces: ['images'], requestsPerSecond: 50, environments: ['production'] };
  writeFileSync(join(theirs, 'policy.yaml'), policyText({ ...spec, limits: { namespaces: [limit] } }));
  writeFileSync(
    join(mine, 'policy.yaml'),
    policyText({ ...spec, limits: { namespaces: [{ ...limit, requestsPerSecond: 20, burst: 100 }] }, backfill: [{ namespaces: ['*'] }] }),
  );
  const { code, stdout } = await runPlatformCli(['policy', 'diff', 'old', '--config', 'proxy.yaml'], { cwd });
  expect({ code, lines: stdout.split('\n') }).toEqual({
    code: 1,
    lines: [
      expect.stringMatching(
        /^~ images.*: 20 requests a second, 100 at once, a share of 0\.25 for backfill; before: 50 requests a second, 50 at once, /,
      ),
      '- calls of everybody in * are backfill',
    ],
  });
  const same = ['policy', 'diff', '--old-config', 'proxy.yaml', '--config', 'proxy.yaml'];
  expect(await runPlatformCli(same, { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(await runPlatformCli(['policy', 'diff', '--config', 'proxy.yaml'], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('nothing is named to compare with'),
  });
  expect(await runPlatformCli(['policy', 'diff', 'old'], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining('--config') });
});
