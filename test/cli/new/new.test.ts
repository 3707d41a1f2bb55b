import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { record } from '../../../src/domain/record.ts';
import { runCli, type CommandOutcome } from '../../support/cli.ts';
import { recordingTerminal } from '../../support/recording-terminal.ts';
import { scriptedPrompts } from '../../support/scripted-prompts.ts';
import { temporaryFolder, treeOf } from '../../support/temporary-folder.ts';

const quick = ['--yes', '--no-install', '--no-git', '--name', 'image-render', '--owner', 'team-images'];
function interactive() {
  return { ...recordingTerminal(), isInteractive: true };
}

async function make(args: readonly string[], cwd: string): Promise<CommandOutcome> {
  return await runCli(['new', ...quick, ...args], { cwd });
}

describe('what is written', () => {
  test.each(['typescript', 'python'])('is the same twice, and in the record byte for byte (%s)', async (language) => {
    const cwd = await temporaryFolder();
    const outcome = await make(['a', '--language', language], cwd);
    expect({ code: outcome.code, stdout: outcome.stdout }).toEqual({ code: 0, stdout: '' });
    await make(['b', '--language', language], cwd);
    const tree = await treeOf(join(cwd, 'a'));
    expect(await treeOf(join(cwd, 'b'))).toEqual(tree);
    const written = record.parse(JSON.parse(tree['.managed-worker/record.json'] ?? ''));
    const paths = Object.keys(tree).filter((path) => path !== '.managed-worker/record.json');
    expect(Object.keys(written.files)).toEqual(paths.toSorted());
    const blobs = execFileSync('git', ['hash-object', '--no-filters', '--stdin-paths'], { cwd: join(cwd, 'a'), input: paths.join('\n') });
    expect(paths.map((path) => written.files[path]?.blob)).toEqual(blobs.toString().trim().split('\n'));
    expect(written.templates.map(({ name }) => name)).toEqual(['kubernetes', `worker-${language}`]);
    expect(written.inputs).toMatchObject({
      name: 'image-render',
      tier: 2,
      namespace: 'image-render',
      retention: '14d',
      regions: ['eu', 'us'],
    });
    expect(paths.filter((path) => /^(config|schemas|deploy)\//.test(path)).map((path) => written.files[path]?.ownership)).not.toContain(
      'team',
    );
  });

  test('takes answers from a file, with flags before them', async () => {
    const cwd = await temporaryFolder({ 'a.yaml': 'name: image-render\nowner: "团队 R&D"\ntier: 0\nregions: [us, eu]\n' });
    const outcome = await runCli(['new', '--yes', '--no-git', '--no-install', '--answers', 'a.yaml', '--tier', '3', '--json'], { cwd });
    expect(JSON.parse(outcome.stdout)).toMatchObject({ answers: { owner: '团队 R&D', tier: 3, regions: ['eu', 'us'] }, written: true });
    expect(await readFile(join(cwd, 'image-render/worker.yaml'), 'utf8')).toContain('owner: "团队 R&D"\n');
  });

  test('takes --templates before the built-in ones, and refuses a folder that has none', async () => {
    const cwd = await temporaryFolder({ 'empty/x': '' });
    const { code, stderr } = await make(['--templates', 'empty'], cwd);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `error TEMPLATE_NOT_FOUND  --templates: empty holds neither worker-typescript nor kubernetes, nor what is laid over worker-typescript
  Name a folder that holds one of them. Nothing was written.`,
    });
    await make(['w', '--templates', join(process.cwd(), 'templates')], cwd);
    expect(Object.keys(await treeOf(join(cwd, 'w')))).toContain('worker.yaml');
  });
});

describe('what is shown', () => {
  test('the groups, and a next step for the shell', async () => {
    const cwd = await temporaryFolder();
    const { stderr } = await make(["it's here"], cwd);
    expect(stderr).toMatch(
      /\n {2}it's here\/\n {4}contracts, .*src.* yours: .*\n {4}worker\.yaml .*\n.* shared: .*\n {4}sdk .*\n {4}config, .*derived: /,
    );
    expect(stderr).toMatch(/\n {2}✔ \d+ files\n/);
    expect(stderr).toContain(String.raw`Next:  cd 'it'\''s here' && npm ci && npm run dev`);
  });

  test('--dry-run prints the tree of what would be written, and writes nothing', async () => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await make(['--dry-run'], cwd);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(
      stdout
        .split('\n')
        .slice(0, 2)
        .map((line) => line.replace(/ {2,}(?=\w)/, '  ')),
    ).toEqual(['image-render/', '  .dockerignore  shared']);
    expect(stdout).toMatch(/\n {2}\.managed-worker\/\n {4}record\.json +record\n/);
    expect(await treeOf(cwd)).toEqual({});
    const json = JSON.parse((await make(['--dry-run', '--json'], cwd)).stdout) as { files: { path: string }[] };
    expect(json).toMatchObject({ schemaVersion: 1, directory: join(cwd, 'image-render'), written: false });
    await make([], cwd);
    expect(json.files.map(({ path }) => path).toSorted()).toEqual(Object.keys(await treeOf(join(cwd, 'image-render'))).toSorted());
  });

  test('--json prints one document and talks to nobody', async () => {
    const cwd = await temporaryFolder();
    const { stdout, stderr } = await make(['--json'], cwd);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      written: true,
      recovered: false,
      git: { kind: 'skipped' },
      installed: false,
      next: 'cd image-render && npm ci && npm run dev',
    });
    const failed = await make(['--json'], cwd);
    expect(failed.code).toBe(2);
    const message = `${cwd}/image-render holds a managed worker already`;
    expect(JSON.parse(failed.stdout)).toMatchObject({ schemaVersion: 1, error: { code: 'DIRECTORY_NOT_EMPTY', message, problems: [] } });
  });
});

describe('a person who is asked', () => {
  test('sees defaults that are good, and gives only what is open', async () => {
    const cwd = await temporaryFolder({ '.github/CODEOWNERS': '* @example/team-all\n/services/ @example/team-images @ada\n' });
    execFileSync('git', ['init', '--quiet', cwd]);
    const prompts = scriptedPrompts({ Namespace: 'images' });
    const args = ['services/image-render', '--retention', '7d', '--no-install', '--no-git'];
    const { code } = await runCli(args, { cwd, prompts, terminal: interactive() });
    expect(code).toBe(0);
    expect(prompts.asked.map((question) => question.replace(/^\d+ files/, 'n files'))).toEqual([
      'Name (image-render)',
      'Owner (team-images)',
      'Tier (2)',
      'Namespace (image-render)',
      'Language (typescript)',
      'On which port does it answer probes? (8080)',
      'n files. Create? (true)',
    ]);
    expect(await readFile(join(cwd, 'services/image-render/worker.yaml'), 'utf8')).toMatch(
      /owner: team-images\ntier: 2\nnamespace: images\nretention: 7d\n/,
    );
  });

  test('may say no, and nothing is written', async () => {
    const cwd = await temporaryFolder();
    const terminal = interactive();
    const refusing = { ...scriptedPrompts({ Name: 'image-render', Owner: 'me' }), confirm: async () => await Promise.resolve(false) };
    expect((await runCli(['new'], { cwd, prompts: refusing, terminal })).code).toBe(130);
    expect(terminal.said.at(-1)).toBe('error INTERRUPTED  stopped\n  Nothing was written.');
    expect(await treeOf(cwd)).toEqual({});
  });

  test('is not asked with --yes or --json', async () => {
    const cwd = await temporaryFolder();
    expect((await runCli(['new', ...quick], { cwd, terminal: interactive() })).code).toBe(0);
    expect((await runCli(['new', '--json'], { cwd, terminal: interactive() })).code).toBe(2);
  });
});

test('an interrupt before the files are complete leaves nothing', async () => {
  const cwd = await temporaryFolder();
  const { code, stderr } = await runCli(['new', ...quick], { cwd, signal: AbortSignal.abort() });
  expect(code).toBe(130);
  expect(stderr).toContain('error INTERRUPTED  stopped\n  Nothing was written.');
  expect(await treeOf(cwd)).toEqual({});
});
