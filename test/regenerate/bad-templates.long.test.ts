import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { temporaryFolder, treeOf } from '../support/temporary-folder.ts';
import { laterTemplate, madeWorker } from '../support/upgrade.ts';

describe('a template that writes where none may leaves every byte as it is, with a path', () => {
  test.each([
    { title: 'through `..`', path: '../outside.txt', says: 'leaves the target folder with `..`' },
    { title: 'through an answer', path: '{{owner}}/outside.txt', says: 'leaves the target folder with `..`', flags: ['--set', 'owner=..'] },
    { title: 'that is absolute', path: '/outside.txt', says: 'is an absolute path' },
    { title: 'that Windows keeps for a device', path: 'sdk/nul.txt', says: 'holds a name that Windows keeps for a device' },
    { title: 'of git', path: '.git/hooks/post-checkout', says: 'lies in a folder that git or this tool keeps' },
    { title: 'of the tool', path: '.managed-worker/record.json', says: 'lies in a folder that git or this tool keeps' },
    { title: 'that differs from another by capitals alone', path: 'PACKAGE.json', says: 'by capitals alone' },
    { title: 'below a file', path: 'package.json/outside.txt', says: 'is a file here and a folder for' },
  ])('$title', async ({ path, says, flags = [] }) => {
    const templates = await laterTemplate('9.1.0', (contents) => {
      contents.set(`files/${path}`, 'x\n');
      contents.set(
        'template.yaml',
        (contents.get('template.yaml') ?? '').replace(/^files:\n/m, `$&  - { id: bad, path: '${path}', ownership: shared }\n`),
      );
    });
    const below = await temporaryFolder();
    const root = await madeWorker({ below });
    await writeFile(join(below, 'outside.txt'), 'ours\n');
    const before = await treeOf(below);
    const outcome = await runCli(['regenerate', root, '--templates', templates, ...flags]);
    expect(outcome.stderr).toContain('error TEMPLATE_INVALID');
    expect(outcome.stderr).toContain(says);
    expect(outcome.stderr).toContain('Nothing was written.');
    expect(outcome.code).toBe(2);
    expect(await treeOf(below)).toEqual(before);
  });
});

describe('a flag that does not fit is told, and nothing is written:', () => {
  test.each([
    { flags: ['--set', '__proto__=x'], says: '--set does not know __proto__' },
    { flags: ['--set', '=x'], says: '--set takes key=value, not =x' },
    { flags: ['--set', 'owner'], says: '--set takes key=value, not owner' },
    { flags: ['--set', 'owner='], says: '--set owner: is empty' },
    { flags: ['--set', 'owner=a\nb: c'], says: '--set owner: holds a control character or a line break' },
    { flags: ['--set', 'tier=9'], says: '--set tier: invalid option: expected one of 0|1|2|3' },
    { flags: ['--set', 'language=python'], says: 'language cannot be changed' },
    { flags: ['--to', '../x'], says: 'there is no version ../x of worker-typescript' },
    { flags: ['--templates', '/nonexistent'], says: '/nonexistent is neither a folder nor an installed npm package' },
    { flags: ['--resolve', 'a=ours'], says: 'has no regenerate under way' },
    { flags: ['--continue'], says: 'has no regenerate under way' },
    { flags: ['--abort'], says: 'has no regenerate under way' },
    { flags: ['--own', '../x', '--reason', 'x'], says: '../x is not a file of the template' },
  ])('$flags', async ({ flags, says }) => {
    const root = await madeWorker({ git: false });
    const before = await treeOf(root);
    const outcome = await runCli(['regenerate', root, ...flags]);
    expect(outcome.stderr).toContain(says);
    expect(outcome.stderr).toContain('Nothing was written.');
    expect(outcome.code).toBe(2);
    expect(await treeOf(root)).toEqual(before);
  });
});
