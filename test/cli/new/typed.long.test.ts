import { execFileSync } from 'node:child_process';
import { chmod, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundleScript } from '../../support/bundle-script.ts';
import { isRunning } from '../../support/running.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { typed } from '../../support/typed.ts';

const enter = '\r';
const down = '\u001B[B';
const controlC = '\u0003';

async function command(...args: string[]): Promise<string[]> {
  const tool = { name: 'gen-temporal-managed-worker', version: '0.1.0', root: process.cwd() };
  const script = await bundleScript(`
    import { runOnThisMachine } from './src/cli/this-machine.ts';
    process.exitCode = await runOnThisMachine(process.argv.slice(2), ${JSON.stringify(tool)});`);
  return [process.execPath, script, ...args];
}

test('a person answers, is put right while typing, sees what follows, and gets a worker', { timeout: 90_000 }, async () => {
  const cwd = await temporaryFolder({ CODEOWNERS: '* @example/team-images\n' });
  execFileSync('git', ['init', '--quiet', cwd]);
  const { code, screen, left } = await typed(await command('--no-install'), cwd, [
    ['Name', 'Image'],
    ["'Image' has capitals; use image", enter],
    ["'Image' has capitals; use image", '\u007F'.repeat(5)],
    ['Name', `image-render${enter}`],
    ['(team-images)', enter],
    ['Tier', down],
    ['best effort', enter],
    ['Namespace', '\u007Fimages'],
    ['-> images-staging-eu, images-staging-us, images-production-eu, images-production-us', enter],
    ['(14d)', '91'],
    ["'91' is not a retention: it has no unit; write 91d for days", `\u007F\u007F30d${enter}`],
    ['TypeScript', enter],
    ['(8080)', '80'],
    ['80 is less than 1024', enter],
    ['80 is less than 1024', `80${enter}`],
    ['Create?', enter],
  ]);
  expect({ code, left, screen }).toMatchObject({ code: 0, left: [] });
  expect(screen).toContain('A worker on the paved road.');
  expect(screen).toMatch(/\? Name {8}image-render\n/);
  expect(screen).toMatch(/\? Owner {7}team-images {3}\(known: CODEOWNERS\)\n/);
  expect(screen).toMatch(/\? Tier {8}3 {2}best effort, opens a ticket\n/);
  expect(screen).toMatch(/\? Namespace {3}images {3}-> images-staging-eu, images-staging-us, /);
  expect(screen).toMatch(/\? Retention {3}30d\n/);
  expect(screen).toMatch(/\? Language {4}TypeScript\n/);
  expect(screen).toMatch(/ image-render\/\n {4}contracts, .*\n/);
  expect(screen).toContain('Next:  cd image-render && npm ci && npm run dev');
  expect(await readFile(join(cwd, 'image-render/worker.yaml'), 'utf8')).toContain(
    'name: image-render\nowner: team-images\ntier: 3\nnamespace: images\nretention: 30d\nlanguage: typescript\nregions: [eu, us]\nextensions:\n  worker-typescript:\n    healthPort: 8080\n',
  );
});

test.each([
  { title: 'the first question', steps: [['Name', controlC]] as const },
  {
    title: 'a choice',
    steps: [
      ['Name', `image-render${enter}`],
      ['Owner', `me${enter}`],
      ['Tier', controlC],
    ] as const,
  },
])('Ctrl-C at $title ends with 130 and nothing written', { timeout: 60_000 }, async ({ steps }) => {
  const cwd = await temporaryFolder();
  const { code, screen } = await typed(await command(), cwd, steps);
  expect(screen).toContain('error INTERRUPTED  stopped\n  Nothing was written.');
  expect(code).toBe(130);
  expect(await readdir(cwd)).toEqual([]);
});

test('Ctrl-C during installation ends every child, keeps the files and says how to go on', { timeout: 60_000 }, async () => {
  const cwd = await temporaryFolder({ 'bin/npm': `#!/bin/sh\necho $$ > ../npm.pid\nsleep 300\n` });
  await chmod(join(cwd, 'bin/npm'), 0o755);
  const args = ['--yes', '--name', 'image-render', '--owner', 'me', '--no-git'];
  const path = `PATH=${join(cwd, 'bin')}:${process.env['PATH'] ?? ''}`;
  const { code, screen } = await typed(['env', path, ...(await command(...args))], cwd, [['… npm ci', controlC]]);
  expect(screen).toContain('error INTERRUPTED  stopped while dependencies were being installed');
  expect(screen).toContain('The files are complete. Run `cd image-render && npm ci` for the rest.');
  expect(code).toBe(130);
  expect(isRunning(Number(await readFile(join(cwd, 'npm.pid'), 'utf8')))).toBe(false);
  expect(await readdir(join(cwd, 'image-render/.managed-worker'))).toEqual(['record.json']);
});

test('of two commands in one folder at once exactly one makes the worker', { timeout: 60_000 }, async () => {
  const cwd = await temporaryFolder();
  const line = await command('w', '--yes', '--name', 'image-render', '--owner', 'me', '--no-git', '--no-install');
  const outcomes = await Promise.all([1, 2, 3].map(() => typed(line, cwd, [])));
  expect(outcomes.map(({ code }) => code).toSorted((a, b) => a - b)).toEqual([0, 2, 2]);
  const refusals = outcomes.filter(({ code }) => code === 2).map(({ screen }) => /error (\w+)/.exec(screen)?.[1]);
  expect(refusals.filter((code) => code !== 'TARGET_BUSY' && code !== 'DIRECTORY_NOT_EMPTY')).toEqual([]);
  expect(await readdir(join(cwd, 'w/.managed-worker'))).toEqual(['record.json']);
});
