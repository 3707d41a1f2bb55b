import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeFiles } from '../../src/adapters/files.ts';
import { checkPolicy, loadPolicy, type PolicyFiles } from '../../src/policy/policy.ts';
import { failureOf } from '../support/failure.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { glass, good, head, to, wrong } from './malformed-cases.ts';

const platform = { environments: ['staging', 'production'], regions: ['eu', 'us'] };
const now = Date.parse('2030-06-01T00:00:00Z');
async function refused(paths: readonly string[], files: PolicyFiles = nodeFiles): Promise<string[]> {
  const lines = (await failureOf(loadPolicy({ paths, files, platform }))).split('\n').map((line) => line.trim());
  expect(lines[0]).toBe('error POLICY_INVALID  the policy is not valid');
  return lines.slice(1, -1);
}

test.each(wrong)('refuses $title, with its place and what to write', async ({ text, said }) => {
  const folder = await temporaryFolder({});
  const file = join(folder, 'policy.yaml');
  writeFileSync(file, text);
  const found = (await refused([file])).map((line) => line.slice(file.length).replace(/^:| {2}/, ''));
  expect(found.map((line, index) => line.slice(0, said[index]?.endsWith(',') === true ? said[index].length : undefined))).toEqual(said);
});

test.each([
  { title: 'line ends of Windows', text: good.replaceAll('\n', '\r\n') },
  { title: 'a byte order mark', text: `\ufeff${good}` },
  { title: 'a directive', text: `%YAML 1.2\n---\n${good}` },
  {
    title: 'JSON',
    text: '{"apiVersion":"managed-temporal.dev/v1","kind":"Policy","metadata":{"name":"a"},"spec":{"roles":[{"name":"r","description":"R.","allow":[{"rights":["read"]}]}],"grants":[{"role":"r","to":[{"group":"a"}],"namespaces":["*"]}]}}',
  },
])('takes $title', async ({ text }) => {
  const folder = await temporaryFolder({ 'policy.yaml': text });
  const { policy } = await loadPolicy({ paths: [folder], files: nodeFiles, platform });
  expect(policy.entries).toHaveLength(1);
});

test.each([
  { title: 'a file without a document', texts: { 'a.yaml': '# later\n', 'b.yaml': good }, found: ['a.yaml:1 warning empty-file'] },
  { title: 'a policy that grants nothing', texts: { 'a.yaml': `${head}  grants: []\n` }, found: ['a.yaml:1 error nothing-granted'] },
  {
    title: 'a name with a character that nobody sees',
    texts: { 'a.yaml': to('{ group: "a\u200b" }') },
    found: ['a.yaml:6 warning suspicious-name'],
  },
  { title: 'a name with a space at its end', texts: { 'a.yaml': to('{ group: "team " }') }, found: ['a.yaml:6 warning suspicious-name'] },
  {
    title: 'a name with a letter of another alphabet',
    texts: { 'a.yaml': to('{ subject: \u0430da }') },
    found: ['a.yaml:6 warning suspicious-name'],
  },
  { title: 'nothing in names of other languages', texts: { 'a.yaml': to('{ group: Bücher-команда-α }') }, found: [] },
  {
    title: 'break-glass that is long over',
    texts: { 'a.yaml': glass('2020-01-01T02:00:00Z', '2020-01-01T03:00:00Z').replace('[{ group: a }]\n', '[{ group: b }]\n') },
    found: ['a.yaml:17 warning expired-break-glass'],
  },
])('check finds $title', async ({ texts, found }) => {
  const folder = await temporaryFolder(texts);
  const { findings } = checkPolicy(await loadPolicy({ paths: [folder], files: nodeFiles, platform }), { namespaces: [], now });
  expect(findings.map(({ file, line, severity, kind }) => `${file.slice(folder.length + 1)}:${line} ${severity} ${kind}`)).toEqual(found);
});

const readText: PolicyFiles['readText'] = async (path) => {
  if (path.includes('/dark/')) throw Object.assign(new Error('no'), { code: 'EACCES' });
  return await nodeFiles.readText(path);
};

test('folders whose links lead in circles or nowhere, without documents, or that may not be read are told each', async () => {
  const folder = await temporaryFolder({ 'all/policy.yaml': good, 'all/more/readme.md': '', 'none/readme.md': '', 'dark/a.yaml': good });
  symlinkSync('.', join(folder, 'all/self'));
  symlinkSync('../..', join(folder, 'all/more/up'));
  symlinkSync('nowhere.yaml', join(folder, 'all/lost.yaml'));
  symlinkSync('round.yaml', join(folder, 'all/round.yaml'));
  const paths = ['all', 'none', 'dark', 'away'].map((name) => join(folder, name));
  const said = await refused(paths, { ...nodeFiles, readText });
  expect(said.map((line) => line.replaceAll(`${folder}/`, ''))).toEqual([
    'all/lost.yaml  cannot be read: it does not exist',
    'all/more/up  leads back to a folder that it lies in; remove this link',
    'all/round.yaml  cannot be read: ELOOP',
    'all/self  leads back to a folder that it lies in; remove this link',
    'away  cannot be read: it does not exist',
    'dark/a.yaml  cannot be read: EACCES',
    'none  holds no *.yaml, so that nobody would be granted anything',
  ]);
});
