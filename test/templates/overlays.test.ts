import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { mergeTexts } from '../../src/regenerate/regenerate.ts';
import { checkPackage } from '../../src/templates/check/check.ts';
import { keepRelease } from '../../src/templates/release.ts';
import { readRebase, writeRebase } from '../../src/templates/rebase/rebase.ts';
import { checking } from '../support/checking.ts';
import { failureOf } from '../support/failure.ts';
import { temporaryFolder, treeOf } from '../support/temporary-folder.ts';

const world = { files: nodeFiles, bytes: nodeBytes };

function manifest(name: string, version: string, more: string): string {
  return `name: ${name}\nversion: ${version}\nengine: 1\ndescription: x\nchanges: [x]\nmigrations: []\n${more}`;
}

const baseRules =
  "questions: []\nfiles:\n  - { id: docker, path: Dockerfile, ownership: shared }\n  - { id: all, path: '**', ownership: shared }\n";
const one = 'FROM a\nRUN b\nCMD c\n';

/** A base 1.0.0 that is released, and an overlay of it in `overlay/`. */
async function laid(overlayMore: string, overlayFiles: Readonly<Record<string, string>>): Promise<{ base: string; overlay: string }> {
  const files = Object.fromEntries(Object.entries(overlayFiles).map(([path, text]) => [`overlay/files/${path}`, text]));
  const root = await temporaryFolder({
    'base/template.yaml': manifest('base', '1.0.0', baseRules),
    'base/files/Dockerfile': one,
    'base/files/a.md': 'a\n',
    'overlay/template.yaml': manifest('acme', '1.0.0', `overlays: base\n${overlayMore}`),
    ...files,
  });
  await keepRelease(join(root, 'base'), world);
  return { base: join(root, 'base'), overlay: join(root, 'overlay') };
}

async function moveBase(base: string, files: Readonly<Record<string, string>>, version = '1.1.0'): Promise<void> {
  await writeFile(join(base, 'template.yaml'), manifest('base', version, baseRules));
  for (const [path, text] of Object.entries(files)) await writeFile(join(base, 'files', path), text);
}

async function found({ base, overlay }: { base: string; overlay: string }): Promise<string[]> {
  const { findings } = await checkPackage(overlay, { ...checking, folders: [base] });
  return findings.map(({ file, line, message, mend }) => `${file.replace(`${overlay}/`, '')}:${line ?? ''} ${message} | ${mend}`);
}

const blob = nodeBytes.gitBlobId(new TextEncoder().encode(one));
const dockerRule = 'questions: []\nfiles:\n  - { id: image, path: Dockerfile, ownership: shared }\n';
const declared = `${dockerRule}overrides:\n  # from the base\n  - { file: docker, base: ${blob}, version: 1.0.0 }\n`;

describe('an override', () => {
  test('that says what it came from is sound, until the base moves', async () => {
    const both = await laid(declared, { Dockerfile: 'FROM acme\nRUN b\nCMD c\n' });
    expect(await found(both)).toEqual([]);
    await moveBase(both.base, { Dockerfile: 'FROM a\nRUN b\nCMD d\n' });
    expect(await found(both)).toEqual([
      'template.yaml:13 Dockerfile has moved in base: the override is of 1.0.0, the base is 1.1.0 | run `templates rebase` on the folder: it merges what the base changed',
    ]);
  });

  test('that says nothing is told what to say', async () => {
    const both = await laid(dockerRule, { Dockerfile: 'FROM acme\n' });
    expect(await found(both)).toEqual([
      `files/Dockerfile: stands in place of base’s file and does not say what it came from | add to \`overrides\`: { file: docker, base: ${blob}, version: 1.0.0 }`,
    ]);
  });

  test('of no file, on either side, is an error', async () => {
    const none = `questions: []\nfiles: []\noverrides:\n  - { file: docker, base: ${blob}, version: 1.0.0 }\n  - { file: gone, base: ${blob}, version: 1.0.0 }\n`;
    expect((await found(await laid(none, {}))).map((text) => text.split(' | ')[0])).toEqual([
      'template.yaml:11 there is no file Dockerfile that would stand in place of docker',
      'template.yaml:12 base 1.0.0 has no file with the id gone',
    ]);
  });
});

function ask(type: string): string {
  return `questions: [{ key: plan, ask: Which?, type: ${type} }]\nfiles: []\n`;
}

describe('an overlay', () => {
  test('whose base is not here says so', async () => {
    const { overlay } = await laid(dockerRule.replace('Dockerfile', 'b'), { b: '' });
    expect((await found({ base: '/nonexistent', overlay }))[0]).toContain('template.yaml:7 its base, base, is not here');
  });

  test('may narrow a question of its base, and not change its type', async () => {
    const both = await laid(ask('string'), {});
    await writeFile(
      join(both.base, 'template.yaml'),
      manifest('base', '1.1.0', baseRules.replace('[]', '[{ key: plan, ask: Which?, type: string }]')),
    );
    expect(await found(both)).toEqual([]);
    await writeFile(join(both.overlay, 'template.yaml'), manifest('acme', '1.0.0', `overlays: base\n${ask('integer')}`));
    expect((await found(both))[0]).toContain('is of type integer, and the question it narrows of type string');
  });

  test('whose file differs from the base’s by capitals alone is an error', async () => {
    const both = await laid('questions: []\nfiles:\n  - { id: a, path: A.md, ownership: shared }\n', { 'A.md': '' });
    expect((await found(both))[0]).toContain('by capitals alone');
  });
});

function rebasing(base: string) {
  return { ...world, folders: [base], merge: mergeTexts };
}

describe('rebase', () => {
  const signal = new AbortController().signal;

  test('merges what the base changed, and writes down what the file comes from now; all else stays', async () => {
    const both = await laid(declared, { Dockerfile: 'FROM acme\nRUN b\nCMD c\n' });
    await moveBase(both.base, { Dockerfile: 'FROM a\nRUN b\nCMD d\n' });
    const before = await readFile(join(both.overlay, 'template.yaml'), 'utf8');
    const plan = await readRebase(both.overlay, rebasing(both.base));
    expect(plan.files).toEqual([{ path: 'files/Dockerfile', file: 'docker', from: '1.0.0', to: '1.1.0', outcome: 'merged' }]);
    await writeRebase(both.overlay, plan, { ...world, signal });
    const moved = nodeBytes.gitBlobId(new TextEncoder().encode('FROM a\nRUN b\nCMD d\n'));
    expect(await treeOf(both.overlay)).toEqual({
      'files/Dockerfile': 'FROM acme\nRUN b\nCMD d\n',
      'template.yaml': before.replace(`${blob}, version: 1.0.0`, `${moved}, version: 1.1.0`),
    });
    expect(await found(both)).toEqual([]);
    expect(await readRebase(both.overlay, rebasing(both.base))).toEqual({ files: [], changes: [] });
  });

  test('leaves markers where both changed a line, and the check finds them', async () => {
    const both = await laid(declared, { Dockerfile: 'FROM acme\nRUN b\nCMD c\n' });
    await moveBase(both.base, { Dockerfile: 'FROM z\nRUN b\nCMD c\n' });
    const plan = await readRebase(both.overlay, rebasing(both.base));
    expect(plan.files).toMatchObject([{ outcome: 'conflict' }]);
    await writeRebase(both.overlay, plan, { ...world, signal });
    const { 'files/Dockerfile': text } = await treeOf(both.overlay);
    expect(text).toBe(
      '<<<<<<< yours (overlay)\nFROM acme\n||||||| base 1.0.0\nFROM a\n=======\nFROM z\n>>>>>>> base 1.1.0\nRUN b\nCMD c\n',
    );
    expect((await found(both))[0]).toContain('files/Dockerfile:1 has a conflict marker of `templates rebase`');
  });

  test.each([
    { title: 'bytes that no release has', from: blob, to: blob.replace(/^./, '0'), says: 'the bytes it came from are not in base 1.0.0' },
    {
      title: 'a version that is not here',
      from: 'version: 1.0.0 }',
      to: 'version: 0.9.0 }',
      says: 'the bytes it came from are not in base 0.9.0',
    },
    { title: 'a file the base has no more', from: 'file: docker', to: 'file: gone', says: 'base 1.1.0 has no file gone any more' },
  ])('of $title is refused, and nothing is written', async ({ from, to, says }) => {
    const both = await laid(declared.replace(from, to), { Dockerfile: 'FROM acme\n' });
    await moveBase(both.base, { Dockerfile: 'FROM z\n' });
    expect(await failureOf(readRebase(both.overlay, rebasing(both.base)))).toContain(says);
  });

  test('of what is no overlay is refused', async () => {
    const both = await laid(declared, { Dockerfile: '' });
    expect(await failureOf(readRebase(both.base, rebasing(both.base)))).toContain('base is no overlay, so that it has no base');
  });
});
