import { chmod, readFile, stat, symlink, writeFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRevocations } from '../../src/policy/policy.ts';
import { runPlatformCli } from '../support/cli.ts';
import { plainProxy, yaml } from '../support/proxy-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const place = { environment: 'production', region: 'eu' };
const token = { issuer: 'https://login.example.com', audiences: ['temporal'], place };
const config = yaml(
  plainProxy((spec) => {
    spec.identities = [
      { kind: 'jwt', name: 'people', ...token, grants: [{ subject: '*' }] },
      { kind: 'kubernetes', name: 'workers', ...token, issuer: 'https://k8s.example.com', grants: [{ serviceAccount: '*' }] },
    ];
    spec.access = { documents: ['policy'], revocations: 'revocations.yaml' };
  }),
);

const listed = `# Who is shut out.
apiVersion: managed-temporal.dev/v1
kind: Revocations
spec:
  revoked:
    # The laptop of last week.
    - subject: eve@example.com # left in May
      reason: "laptop stolen"
      at: 2026-01-01T00:00:00Z

    - { subject: images/old, source: workers, reason: gone, at: '2026-01-02T00:00:00Z' }
`;

async function revoking(files: Readonly<Record<string, string>> = { 'revocations.yaml': listed }) {
  const folder = await temporaryFolder({ 'proxy.yaml': config, ...files });
  const run = async (...args: string[]) => await runPlatformCli(['revoke', ...args, '--config', 'proxy.yaml'], { cwd: folder });
  const text = async () => await readFile(join(folder, 'revocations.yaml'), 'utf8');
  return { folder, run, text };
}

test('somebody is put at the end of the list, what others wrote there stays, and where it counts is said', async () => {
  const { folder, run, text } = await revoking();
  await chmod(join(folder, 'revocations.yaml'), 0o640);
  const { code, stdout, stderr } = await run('ada@example.com', '--reason', 'token in a chat: rotate', '--for', '8h');
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'revocations.yaml  ada@example.com is revoked for 8h: token in a chat: rotate' });
  expect(stderr).toContain('within 2 seconds, or at once on SIGHUP, and end running calls');
  const edited = await text();
  expect(edited.startsWith(listed)).toBe(true);
  expect(readRevocations(edited, 'x').map(({ subject, until }) => [subject, until === Infinity])).toEqual([
    ['eve@example.com', true],
    ['images/old', true],
    ['ada@example.com', false],
  ]);
  expect((await stat(join(folder, 'revocations.yaml'))).mode & 0o777).toBe(0o640);
});

test('a list comes to be, and --undo takes out of it what was put there', async () => {
  const { run, text } = await revoking({});
  const { stdout } = await run('images/render', '--source', 'workers', '--reason', 'key leaked', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    change: 'revoked',
    subject: 'images/render',
    source: 'workers',
    reason: 'key leaked',
  });
  expect(readRevocations(await text(), 'x')).toMatchObject([{ subject: 'images/render', source: 'workers' }]);
  expect(await run('images/render', '--source', 'workers', '--undo')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('is let in again'),
  });
  expect(readRevocations(await text(), 'x')).toEqual([]);
});

test('--undo leaves comments and the others as they were', async () => {
  const { run, text } = await revoking();
  await run('images/old', '--source', 'workers', '--undo');
  expect(await text()).toBe(listed.slice(0, listed.indexOf('\n    - { subject')));
});

test('a revocation that ends sooner is made longer in its place', async () => {
  const { run, text } = await revoking({ 'revocations.yaml': listed.replace('gone, at', 'gone, for: 1h, at') });
  await run('images/old', '--source', 'workers', '--reason', 'for good now');
  expect(readRevocations(await text(), 'x')).toMatchObject([{}, { subject: 'images/old', reason: 'for good now', until: Infinity }]);
  expect(await text()).toContain('# left in May');
});

test.each([
  [
    'one that is revoked already',
    ['eve@example.com', '--reason', 'x'],
    'REVOCATION_REFUSED',
    'is revoked already, since 2026-01-01T00:00:00.000Z, for good: laptop stolen',
  ],
  [
    'one that is revoked for every source',
    ['eve@example.com', '--source', 'people', '--reason', 'x'],
    'REVOCATION_REFUSED',
    'is revoked already',
  ],
  ['--undo of one that is not', ['ada@example.com', '--undo'], 'REVOCATION_REFUSED', 'ada@example.com is not revoked'],
  ['--undo of one for another source', ['images/old', '--undo'], 'REVOCATION_REFUSED', 'images/old is revoked for the source workers'],
  ['no reason', ['ada@example.com'], 'USAGE', 'there is no --reason'],
  ['an empty reason', ['ada@example.com', '--reason', '  '], 'USAGE', 'there is no --reason'],
  ['a reason for --undo', ['eve@example.com', '--undo', '--reason', 'x'], 'USAGE', '--reason and --for are not for --undo'],
  ['no time', ['ada@example.com', '--reason', 'x', '--for', '0s'], 'USAGE', '--for 0s is no duration'],
  ['a time that is none', ['ada@example.com', '--reason', 'x', '--for', 'a while'], 'USAGE', '--for a while is no duration'],
  ['a source that is not there', ['ada@example.com', '--source', 'persons', '--reason', 'x'], 'USAGE', 'The config has people, workers'],
  [
    'a subject that its source has not',
    ['ada', '--source', 'workers', '--reason', 'x'],
    'REVOCATION_REFUSED',
    'workers: namespace/service-account',
  ],
  ['a control character', ['ada\u001b[2J', '--reason', 'x'], 'USAGE', 'this is no identity'],
  ['nothing', [' ', '--reason', 'x'], 'USAGE', 'this is no identity'],
])('%s is refused, and nothing is written', async (_, args, ...[errorCode, message]) => {
  const { run, text } = await revoking();
  const { code, stderr } = await run(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(`error ${errorCode}`);
  expect(stderr).toContain(message);
  expect(stderr).toContain('Nothing was written.');
  expect(await text()).toBe(listed);
});

test('a list that does not read is told with its places, and stays', async () => {
  const broken = listed.replace('reason: gone', 'because: gone');
  const { run, text } = await revoking({ 'revocations.yaml': broken });
  const { code, stderr } = await run('ada@example.com', '--reason', 'x');
  expect(code).toBe(2);
  expect(stderr).toMatch(/REVOCATIONS_INVALID[^]*revocations\.yaml:11:\d+ {2}spec\.revoked\.1\.because: is not a field/);
  expect(await text()).toBe(broken);
});

test('a list that is mounted from Kubernetes is changed where it is made', async () => {
  const { folder, run } = await revoking({});
  await mkdir(join(folder, '..data'));
  await writeFile(join(folder, '..data/revocations.yaml'), listed);
  await symlink('..data/revocations.yaml', join(folder, 'revocations.yaml'));
  expect(await run('ada@example.com', '--reason', 'x')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is mounted from a ConfigMap or a Secret'),
  });
});

test('a config that is wrong elsewhere does not keep anybody in; one without a list is refused', async () => {
  const { folder, run, text } = await revoking();
  await writeFile(join(folder, 'proxy.yaml'), config.replace('listen:', 'lisen:'));
  expect(await run('ada@example.com', '--reason', 'x')).toMatchObject({ code: 0 });
  expect(await text()).toContain('ada@example.com');
  await writeFile(join(folder, 'proxy.yaml'), config.replace('revocations:', 'revocation:'));
  expect(await run('ada@example.com', '--reason', 'x')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('it names no list in spec.access.revocations'),
  });
  await rm(join(folder, 'proxy.yaml'));
  expect(await run('ada@example.com', '--reason', 'x')).toMatchObject({ code: 2, stderr: expect.stringContaining('it does not exist') });
});

test('runs at once each leave their entry', async () => {
  const { run, text } = await revoking();
  const codes = await Promise.all(['a@example.com', 'b@example.com'].map(async (who) => (await run(who, '--reason', 'x')).code));
  const names = readRevocations(await text(), 'x').map(({ subject }) => subject);
  expect(names).toHaveLength(2 + codes.filter((code) => code === 0).length);
});
