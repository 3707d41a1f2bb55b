import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { checkPackage, type CheckInput } from '../../src/templates/check/check.ts';
import { workerSamples } from '../../src/templates/check/samples.ts';
import { keepRelease } from '../../src/templates/release.ts';
import { checking } from '../support/checking.ts';
import { manifestText } from '../support/template.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function packageFolder(files: Readonly<Record<string, string>>, rules?: string): Promise<string> {
  const tree = Object.entries(files).map(([path, text]) => [`files/${path}`, text] as const);
  return await temporaryFolder({ 'template.yaml': manifestText('sample', rules), ...Object.fromEntries(tree) });
}

/** What is found, as `file:line rule: message`, with the folder left out. */
async function found(folder: string, changes: Partial<CheckInput> = {}): Promise<string[]> {
  const { findings } = await checkPackage(folder, { ...checking, ...changes });
  expect(findings.filter(({ mend }) => mend === '')).toEqual([]);
  return findings.map(({ file, line, rule, message }) => {
    return `${file.replace(`${folder}/`, '')}${line === undefined ? '' : `:${line}`} ${rule}: ${message}`;
  });
}

test('a package without a fault has no findings', async () => {
  const files = {
    'a.yaml.hbs': 'owner: {{yaml owner}}\n',
    '{{name}}/b.json.hbs': '{ "a": {{json owner}} }',
    'c.toml.hbs': 'a = {{toml owner}}',
  };
  expect(await found(await packageFolder(files))).toEqual([]);
});

describe('is found, with its line:', () => {
  test.each([
    {
      title: 'an unknown variable, in a branch that no sample takes too',
      files: { 'a.hbs': 'x\n{{#if false}}\n{{nope}}\n{{/if}}\n' },
      finding: 'files/a.hbs:3 render: unknown variable nope',
    },
    {
      title: 'a block that is not closed',
      files: { 'a.hbs': 'x\n{{#if tier}}\n' },
      finding: 'files/a.hbs:3 render: a block or a tag is not closed',
    },
    {
      title: 'a block that is closed as another',
      files: { 'a.hbs': '{{#if tier}}{{/each}}' },
      finding: 'files/a.hbs:1 render: {{#if}} is closed by {{/each}}',
    },
    {
      title: 'JSON that is none',
      files: { 'a.json': '{\n  "a": 1,\n}\n' },
      finding: 'files/a.json:3 output: is not JSON: property name expected',
    },
    {
      title: 'JSON with comments where none are taken',
      files: { 'a.json': '// x\n{}' },
      finding: 'files/a.json:1 output: is not JSON: invalid comment token',
    },
    {
      title: 'YAML with a key twice',
      files: { 'a.yaml': 'a: 1\na: 2\n' },
      finding: 'files/a.yaml:2 output: is not YAML: Map keys must be unique',
    },
    { title: 'TOML that is none', files: { 'a.toml': 'a = 1\nb = x y\n' }, finding: /^files\/a\.toml:2 output: is not TOML: / },
    {
      title: 'output that only some answers break',
      files: { 'a.yaml.hbs': 'owner: "{{owner}}"\n' },
      finding: /^files\/a\.yaml\.hbs output: line 1 of what it renders with .*画像.* is not YAML: /,
    },
    {
      title: 'a worker.yaml that is none',
      files: { 'worker.yaml': 'name: x\n' },
      finding: /^files\/worker\.yaml:\d output: is no worker\.yaml: apiVersion is missing/,
    },
  ])('$title', async ({ files, finding }) => {
    const [first, ...rest] = await found(await packageFolder(files));
    expect(rest).toEqual([]);
    expect(first).toMatch(
      typeof finding === 'string' ? new RegExp(`^${finding.replaceAll(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`)}`) : finding,
    );
  });

  test('a file without a rule and a rule without a file', async () => {
    const folder = await packageFolder(
      { a: '', b: '' },
      '  - { id: a, path: a, ownership: team }\n  - { id: c, path: c, ownership: team }',
    );
    expect(await found(folder)).toEqual([
      'files/b package: no rule of template.yaml matches it',
      'template.yaml:7 package: c matches no file that an earlier rule leaves over',
    ]);
  });

  test('a template.yaml that does not fit its schema', async () => {
    const folder = await packageFolder({ a: '' });
    await writeFile(join(folder, 'template.yaml'), manifestText('sample').replace('engine: 1', 'engine: 3'));
    expect(await found(folder)).toEqual(['template.yaml:3 package: this version of the tool renders engine 1 alone']);
  });

  test('a change to what is released, until the version is raised', async () => {
    const folder = await packageFolder({ 'a.md': 'one' });
    await keepRelease(folder, { files: nodeFiles, bytes: nodeBytes });
    expect(await found(folder)).toEqual([]);
    await writeFile(join(folder, 'files/a.md'), 'two');
    expect(await found(folder)).toEqual(['template.yaml:2 version: sample 1.0.0 is released and has changed since: files/a.md']);
    await expect(keepRelease(folder, { files: nodeFiles, bytes: nodeBytes })).rejects.toMatchObject({ code: 'TEMPLATE_INVALID' });
    await writeFile(join(folder, 'template.yaml'), manifestText('sample').replace('1.0.0', '1.1.0'));
    expect(await found(folder)).toEqual([]);
  });

  test('an id that a file has no more, as a warning', async () => {
    const folder = await packageFolder({ a: '' }, '  - { id: one, path: a, ownership: team }');
    await keepRelease(folder, { files: nodeFiles, bytes: nodeBytes });
    await writeFile(
      join(folder, 'template.yaml'),
      manifestText('sample', '  - { id: two, path: a, ownership: team }').replace('1.0.0', '1.1.0'),
    );
    const { findings } = await checkPackage(folder, checking);
    expect(findings).toMatchObject([{ rule: 'file-id', level: 'warning', message: 'a had the id one in 1.0.0 and has the id two' }]);
  });
});

function twoLetters() {
  return [{ title: 'x', variables: { name: 'a', owner: 'A' } }];
}

describe('a bad path is an error that says which file:', () => {
  test.each([
    { title: 'out of the folder', path: '{{owner}}/a.hbs', says: 'leaves the target folder with `..`', owner: '..' },
    { title: 'absolute', path: '{{owner}}/a.hbs', says: 'is an absolute path', owner: '/etc' },
    { title: 'NUL', path: '{{owner}}.hbs', says: 'holds a control character', owner: 'a\u0000b' },
    { title: 'a Windows device', path: 'con.txt', says: 'holds a name that Windows keeps for a device', owner: 'x' },
    {
      title: 'the tool’s own folder',
      path: '.managed-worker/record.json',
      says: 'lies in a folder that git or this tool keeps',
      owner: 'x',
    },
  ])('$title', async ({ path, says, owner }) => {
    const [sample] = workerSamples('typescript');
    const samplesOf = () => [{ title: 'x', variables: { ...sample?.variables, owner } }];
    const folder = await packageFolder({ [path]: '' });
    const [first] = await found(folder, { samplesOf });
    expect(first).toContain(says);
    expect(first).toContain(`files/${path}`);
  });

  test('a symbolic link', async () => {
    const folder = await packageFolder({ a: '' });
    await symlink('/etc/hostname', join(folder, 'files/b'));
    expect(await found(folder)).toEqual(['files/b package: is a symbolic link or a special file; a package holds plain files']);
  });

  test('two files that render to one path, or to paths that differ by capitals', async () => {
    const same = await packageFolder({ 'a/x': '', '{{name}}/x': '' });
    expect((await found(same, { samplesOf: twoLetters }))[0]).toContain('is rendered twice');
    const capitals = await packageFolder({ '{{owner}}/x': '', '{{name}}/x': '' });
    expect((await found(capitals, { samplesOf: twoLetters }))[0]).toContain('by capitals alone');
  });
});
