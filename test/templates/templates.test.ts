import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { packPackage, unpackPackage } from '../../src/templates/pack.ts';
import { readPackage } from '../../src/templates/read-package.ts';
import { folderContents } from '../../src/templates/template-folder.ts';
import { findTemplate } from '../../src/templates/templates.ts';
import { failure, failureOf } from '../support/failure.ts';
import { manifestText, packageContents, templateOf } from '../support/template.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const world = { files: nodeFiles, bytes: nodeBytes };

describe('a package', () => {
  test('gives every file the first rule that matches and an id that outlives renames', () => {
    const rules = `  - { id: main, path: 'src/{{package}}/main.py', ownership: platform, mode: '755' }
  - { id: code, path: 'src/{{package}}/*.py', ownership: team }
  - { id: sdk, path: 'sdk/**', ownership: platform }
  - { id: tests, path: '**/*.test.ts', ownership: team }
  - { id: ignore, path: .gitignore, ownership: shared }`;
    const files = {
      'src/{{package}}/main.py.hbs': '',
      'src/{{package}}/flow.py': '',
      'sdk/a/b.ts': '',
      'x/y.test.ts': '',
      '.gitignore': '',
    };
    expect(templateOf(files, rules).files.map(({ path, id, ownership, mode }) => `${path} ${id} ${ownership} ${mode}`)).toEqual([
      '.gitignore ignore shared 644',
      'sdk/a/b.ts sdk/a/b.ts platform 644',
      'src/{{package}}/flow.py code/flow.py team 644',
      'src/{{package}}/main.py.hbs main platform 755',
      'x/y.test.ts tests/x/y.test.ts team 644',
    ]);
  });

  test('reports every rule and file that do not fit, with the line', () => {
    const rules = `  - { id: a, path: a, ownership: team }
  - { id: a, path: b, ownership: team }`;
    expect(failure(() => templateOf({ a: '', 'c.txt': '' }, rules))).toBe(`error TEMPLATE_INVALID  sample is not a template package
  sample/files/c.txt  no rule of template.yaml matches it
  sample/template.yaml:7:20  files.1: b matches no file that an earlier rule leaves over
  sample/template.yaml:7:20  files.1: the id a stands twice
  Nothing was written.`);
  });

  test.each([
    {
      title: 'another engine',
      from: 'engine: 1',
      to: 'engine: 2',
      message: 'template.yaml:3:9  engine: this version of the tool renders engine 1 alone',
    },
    {
      title: 'an unknown field',
      from: 'engine: 1',
      to: 'engine: 1\nhooks: []',
      message: 'template.yaml:4:1  hooks: is not a field this file has',
    },
    { title: 'a version that is none', from: '1.0.0', to: 'latest', message: 'template.yaml:2:10  version: write a version such as 1.0.0' },
  ])('with $title is refused', ({ from, to, message }) => {
    const contents = new Map([['template.yaml', new TextEncoder().encode(manifestText('sample').replace(from, to))]]);
    expect(failure(() => readPackage(contents, 'sample', nodeBytes))).toContain(message);
  });

  test('without a manifest, or with declarations that are none, is refused', () => {
    expect(failure(() => readPackage(new Map(), 'sample', nodeBytes))).toContain('sample  has no template.yaml');
    const declared = new Map([...packageContents({ a: '' }), ['declarations.json', new TextEncoder().encode('{"language":"go"}')]]);
    expect(failure(() => readPackage(declared, 'sample', nodeBytes))).toContain('sample/declarations.json  language: ');
    const broken = new Map([...packageContents({ a: '' }), ['declarations.json', new TextEncoder().encode('{')]]);
    expect(failure(() => readPackage(broken, 'sample', nodeBytes))).toContain('sample/declarations.json  ');
  });

  test('is the same read from its folder and from its packed file, dot files included', async () => {
    const contents = packageContents({ '.gitignore': 'x\n', '.npmrc': '', 'logo.png': new Uint8Array([0, 255, 1]), 'bom.txt': '\uFEFFx' });
    const folder = await temporaryFolder(Object.fromEntries([...contents].map(([path, bytes]) => [`live/sample/${path}`, bytes])));
    const packed = packPackage(await folderContents(join(folder, 'live/sample'), nodeFiles), nodeBytes);
    await nodeFiles.makeDirectory(join(folder, 'packed'));
    await writeFile(join(folder, 'packed/sample.json.gz'), packed);
    const live = await findTemplate('sample', { ...world, folders: [join(folder, 'live')] });
    const fromPacked = await findTemplate('sample', { ...world, folders: [join(folder, 'packed')] });
    expect(fromPacked).toEqual({ ...live, origin: join(folder, 'packed/sample.json.gz') });
    expect(live.files.map(({ path }) => path)).toEqual(['.gitignore', '.npmrc', 'bom.txt', 'logo.png']);
  });

  test('is found in the first folder that has it, or when the folder is the package itself', async () => {
    const folder = await temporaryFolder({ 'own/template.yaml': manifestText('sample'), 'own/files/a': '', 'b/sample/template.yaml': 'x' });
    const found = await findTemplate('sample', { ...world, folders: [join(folder, 'none'), join(folder, 'own'), join(folder, 'b')] });
    expect(found.origin).toBe(join(folder, 'own'));
  });

  test('that is nowhere is an error that names every place', async () => {
    const folder = await temporaryFolder();
    expect(await failureOf(findTemplate('worker-rust', { ...world, folders: [folder] })))
      .toBe(`error TEMPLATE_NOT_FOUND  there is no template worker-rust
  ${folder}  holds neither worker-rust/template.yaml nor worker-rust.json.gz
  Name the folder that holds it with --templates. Nothing was written.`);
  });

  test('with a symbolic link, or packed bytes that are no package, is refused', async () => {
    const folder = await temporaryFolder({ 'sample/template.yaml': manifestText('sample') });
    await nodeFiles.makeDirectory(join(folder, 'sample/files'));
    await symlink('/etc/hostname', join(folder, 'sample/files/a'));
    await expect(findTemplate('sample', { ...world, folders: [folder] })).rejects.toMatchObject({
      code: 'TEMPLATE_INVALID',
      problems: [{ message: 'is a symbolic link or a special file; a package holds plain files' }],
    });
    expect(failure(() => unpackPackage(new Uint8Array([1, 2]), 'x.json.gz', nodeBytes))).toContain(
      'x.json.gz is not a packed template package',
    );
  });
});
