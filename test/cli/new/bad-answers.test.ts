import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { builtinPlatform } from '../../../src/domain/builtin-platform.ts';
import { runCli } from '../../support/cli.ts';
import { temporaryFolder, treeOf } from '../../support/temporary-folder.ts';

const good = { name: 'image-render', owner: 'team-images', tier: '1', namespace: 'images', retention: '14d', language: 'typescript' };

function argsOf(answers: Readonly<Record<string, string>>): string[] {
  return Object.entries(answers).flatMap(([name, value]) => [`--${name}`, value]);
}

describe('a flag that breaks a rule is refused with nothing written:', () => {
  test.each([
    { flag: 'name', value: 'Image-Render', message: "'Image-Render' has capitals; use image-render" },
    {
      flag: 'name',
      value: 'image.render',
      message: "'image.render' may hold lower-case letters, digits and hyphens only, begin with a letter and not end with a hyphen",
    },
    {
      flag: 'name',
      value: '🦊',
      message: "'🦊' may hold lower-case letters, digits and hyphens only, begin with a letter and not end with a hyphen",
    },
    {
      flag: 'name',
      value: 'a'.repeat(48),
      message: `'${'a'.repeat(48)}' is 48 characters long; at most 47 leave room for every suffix Kubernetes appends`,
    },
    { flag: 'name', value: 'worker', message: "'worker' is reserved; add what the worker does, such as image-render" },
    { flag: 'name', value: '../x', message: "'../x' is a path; give the name alone and the folder as the argument" },
    { flag: 'name', value: '/tmp/x', message: "'/tmp/x' is a path; give the name alone and the folder as the argument" },
    { flag: 'name', value: '', message: "'' is empty; use lower-case letters, digits and hyphens, such as image-render" },
    { flag: 'owner', value: ' ', message: "' ' is empty; name the team that is paged, such as team-images" },
    { flag: 'owner', value: 'a\nb', message: "'a\nb' holds a control character or a line break" },
    { flag: 'retention', value: '0d', message: "'0d' is below the platform's minimum of 1d" },
    { flag: 'retention', value: '-1', message: "'-1' is not a retention; write a whole number of days, such as 14d" },
    { flag: 'retention', value: '91', message: "'91' is not a retention: it has no unit; write 91d for days" },
    { flag: 'retention', value: '91d', message: "'91d' is above the platform's maximum of 90d" },
    { flag: 'retention', value: '7 days', message: "'7 days' is not a retention; write 7d" },
    { flag: 'retention', value: '1w2d', message: "'1w2d' is not a retention; write a whole number of days, such as 14d" },
    { flag: 'tier', value: '4', message: "'4' is not a tier; it is 0, 1, 2 or 3" },
    { flag: 'tier', value: 'gold', message: "'gold' is not a tier; it is 0, 1, 2 or 3" },
    { flag: 'language', value: 'go', message: "'go' is not a language; it is typescript or python" },
    { flag: 'regions', value: 'eu,mars', message: 'mars is not a region of this platform; it has eu, us' },
    { flag: 'regions', value: 'eu,eu', message: 'names a region twice' },
    { flag: 'regions', value: '', message: 'names no region' },
    { flag: 'namespace', value: 'Images', message: "'Images' has capitals; use images" },
    { flag: 'namespace', value: 'temporal-x', message: "'temporal-x' begins with temporal-, which the server keeps for itself" },
  ])('--$flag $value', async ({ flag, value, message }) => {
    const cwd = await temporaryFolder();
    const outcome = await runCli(['new', ...argsOf({ ...good, [flag]: value })], { cwd });
    expect(outcome).toEqual({
      code: 2,
      stdout: '',
      stderr: `error ANSWER_INVALID  an answer breaks a rule\n  --${flag}: ${message}\n  Nothing was written.`,
    });
    expect(await treeOf(cwd)).toEqual({});
  });

  test('all of them at once', async () => {
    const { stderr } = await runCli(['new', '--name', 'A', '--tier', '9', '--retention', '0d'], { cwd: await temporaryFolder() });
    expect(stderr.split('\n').map((line) => line.split(':')[0])).toEqual([
      'error ANSWER_INVALID  3 answers break a rule',
      '  --name',
      '  --tier',
      '  --retention',
      '  Nothing was written.',
    ]);
  });

  test('a namespace whose physical name is too long on Cloud', async () => {
    const document = JSON.parse(JSON.stringify(builtinPlatform)) as typeof builtinPlatform;
    document.spec.temporal = document.spec.temporal.map(({ environment, region }) => ({ environment, region, cloudAccount: 'a1b2c' }));
    const cwd = await temporaryFolder({ 'temporal-platform.yaml': stringify(document) });
    const { code, stderr } = await runCli(['new', ...argsOf({ ...good, namespace: 'image-rendering-for-everyone' })], { cwd });
    expect(code).toBe(2);
    expect(stderr).toBe(`error ANSWER_INVALID  an answer breaks a rule
  --namespace: its physical name image-rendering-for-everyone-production-eu has 42 characters, Temporal Cloud takes 39; shorten it by 3
  Nothing was written.`);
  });
});

describe('without a terminal a missing answer is named by its flag', () => {
  test('all of them without --yes', async () => {
    const outcome = await runCli(['new', '--name', 'image-render'], { cwd: await temporaryFolder() });
    expect(outcome).toEqual({
      code: 2,
      stdout: '',
      stderr: `error ANSWER_MISSING  nobody can be asked for --owner, --tier, --namespace, --retention, --language
  --owner: is missing
  --tier: is missing
  --namespace: is missing
  --retention: is missing
  --language: is missing
  Give them as a flag or with --answers FILE, or add --yes for the defaults of all but --name and --owner. Nothing was written.`,
    });
  });

  test('name and owner with --yes, also where the directory could give the name', async () => {
    const { code, stderr } = await runCli(['new', 'image-render', '--yes', '--owner', 'a'], { cwd: await temporaryFolder() });
    expect(code).toBe(2);
    expect(stderr).toBe(
      'error ANSWER_MISSING  nobody can be asked for --name\n  --name: is missing\n  Give it as a flag or with --answers FILE. Nothing was written.',
    );
  });
});

describe('an answers file is refused with every problem and its place:', () => {
  test.each([
    { title: 'unknown keys', text: 'name: image-render\ncolour: red\n', lines: ['a.yaml:2:1  colour: is not a field this file has'] },
    { title: 'duplicate keys', text: 'name: image-render\nname: image-render\n', lines: ['a.yaml:2:1  this key stands twice'] },
    { title: 'anchors', text: 'name: &n image-render\n', lines: ['a.yaml:1:10  an anchor is not taken here; write the value out'] },
    {
      title: 'a YAML bomb',
      text: 'name: &a [x, x]\nowner: &b [*a, *a, *a]\ntier: [*b, *b, *b]\n',
      lines: [
        'a.yaml:1:10  an anchor is not taken here; write the value out',
        'a.yaml:2:11  an anchor is not taken here; write the value out',
        'a.yaml:2:12  an alias is not taken here; write the value out',
      ],
    },
    {
      title: 'wrong types and broken rules',
      text: 'name: A\nowner: 7\ntier: high\nretention: 91\nregions: [mars]\nlanguage: go\n',
      lines: [
        'a.yaml:1:7  name: has capitals; use a',
        'a.yaml:2:8  owner: is 7, which is no text; text that looks so needs quotes',
        'a.yaml:3:7  tier: invalid option: expected one of 0|1|2|3',
        'a.yaml:4:12  retention: is 91, which is no text; text that looks so needs quotes',
        'a.yaml:5:10  regions: mars is not a region of this platform; it has eu, us',
        'a.yaml:6:11  language: invalid option: expected one of "typescript"|"python"',
      ],
    },
  ])('$title', async ({ text, lines }) => {
    const cwd = await temporaryFolder({ 'a.yaml': text });
    const { code, stderr } = await runCli(['new', '--yes', '--answers', 'a.yaml'], { cwd });
    expect(code).toBe(2);
    const [head, ...rest] = stderr.split('\n');
    expect(head).toBe('error ANSWERS_FILE_INVALID  a.yaml is not a valid answers file');
    expect(rest.slice(0, lines.length)).toEqual(lines.map((line) => `  ${line}`));
    expect(rest.at(-1)).toBe('  Mend it and run again. Nothing was written.');
    expect(await treeOf(cwd)).toEqual({ 'a.yaml': text });
  });

  test('one that is not there, or is a folder', async () => {
    const cwd = await temporaryFolder({ 'folder/x': '' });
    const hint = 'Name another with --answers. Nothing was written.';
    expect((await runCli(['new', '--answers', 'b.yaml'], { cwd })).stderr).toBe(
      `error ANSWERS_FILE_INVALID  the answers file b.yaml cannot be read: it does not exist\n  ${hint}`,
    );
    expect((await runCli(['new', '--answers', 'folder'], { cwd })).stderr).toContain('the answers file folder cannot be read: EISDIR');
  });

  test('and a namespace too long on Cloud is told at its line', async () => {
    const document = JSON.parse(JSON.stringify(builtinPlatform)) as typeof builtinPlatform;
    document.spec.temporal = document.spec.temporal.map(({ environment, region }) => ({ environment, region, cloudAccount: 'a1b2c' }));
    const namespace = 'n'.repeat(40);
    const cwd = await temporaryFolder({
      'temporal-platform.yaml': stringify(document),
      'a.yaml': `name: x-y\nowner: a\nnamespace: ${namespace}\n`,
    });
    const { stderr } = await runCli(['new', '--yes', '--answers', 'a.yaml'], { cwd });
    expect(stderr).toContain(
      `\n  a.yaml:3:12  namespace: its physical name ${namespace}-production-eu has 54 characters, Temporal Cloud takes 39; shorten it by 15\n`,
    );
  });
});

test('a platform file that is not there is named', async () => {
  const cwd = await temporaryFolder();
  const { code, stderr } = await runCli(['new', '--platform', 'p.yaml'], { cwd });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `error PLATFORM_INVALID  the platform file ${cwd}/p.yaml cannot be read: it does not exist\n  Name another with --platform. Nothing was written.`,
  });
});
