// What a large policy costs: `npm run bench:policy`. CPU, median of several rounds.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { stringify } from 'yaml';
import { options } from '../../build.config.mjs';
import { medianOf } from './measure.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const roleCount = 500;
const namespaceCount = 700;
const grantCount = 20_000;
const rounds = 7;

const { compilePolicy, readPolicyTexts } = await loadRoom();
const header = { apiVersion: 'managed-temporal.dev/v1', kind: 'Policy' };
const names = Array.from({ length: namespaceCount }, (_, index) => `ns-${index}`);
const roles = Array.from({ length: roleCount }, (_, index) => ({
  name: `role-${index}`,
  description: 'One of many.',
  ...(index % 5 === 0 ? {} : { includes: [`role-${index - 1}`] }),
  allow: [
    { rights: ['read', 'query'] },
    { rights: ['start', 'signal'], ...(index % 3 === 0 ? { workflowTypes: [`type-${index}-*`] } : {}) },
  ],
}));
const grants = Array.from({ length: grantCount }, (_, index) => ({
  role: `role-${index % roleCount}`,
  to: [
    index % 2 === 0 ? { group: `group-${index % 900}` } : { subject: index % 50 === 1 ? `team-${index}/*` : `user-${index}@example.com` },
  ],
  namespaces: [index % 200 === 0 ? `ns-${index % 7}*` : names[index % namespaceCount]],
}));
const denials = [{ rights: ['terminate'], namespaces: ['*'], environments: ['production'], reason: 'Ask.' }];
const texts = [stringify({ ...header, metadata: { name: 'roles' }, spec: { roles, denials } })];
for (let from = 0; from < grants.length; from += 4_000) {
  texts.push(stringify({ ...header, metadata: { name: `grants-${from}` }, spec: { grants: grants.slice(from, from + 4_000) } }));
}

const files = texts.map((text, index) => ({ file: `${index}.yaml`, text }));
const reading = readPolicyTexts(files);
const problems = [...reading.problems];
const policy = compilePolicy(reading.documents, problems);
if (problems.length > 0) throw new Error(problems[0].message);

console.log(`${roleCount} roles, ${namespaceCount} namespaces, ${grantCount} grants; CPU, median of ${rounds} rounds`);
print('read and check the documents', { unit: 'ms', times: 1 }, () => void readPolicyTexts(files));
print('compile', { unit: 'ms', times: 1 }, () => void compilePolicy(reading.documents, []));
print('rights of a new caller', { unit: 'µs', times: 2_000 }, (index) => void policy.rightsOf(caller(index), place(index), 0));
const known = caller(4);
const there = place(4);
const rights = policy.rightsOf(known, there, 0);
print('rights of a known caller', { unit: 'ns', times: 1_000_000 }, () => void policy.rightsOf(known, there, 0));
print('decide, for every type', { unit: 'ns', times: 1_000_000 }, (index) => (rights.everywhere & (index & 3)) === (index & 3));
print('decide, for one type', { unit: 'ns', times: 200_000 }, () => rights.holds(4, 'type-3-render'));

function caller(index) {
  const groups = new Set([index * 2, index * 2 + 10, index * 2 + 100, index + 7].map((each) => `group-${each % 900}`));
  return { source: 'sso', subject: `user-${index * 2 + 1}@example.com`, groups, kind: 'person' };
}

function place(index) {
  return { namespace: names[(index * 2) % namespaceCount], environment: 'staging', region: 'eu' };
}

function print(title, { unit, times }, work) {
  const scale = { ms: 1e3, µs: 1, ns: 1e-3 }[unit];
  const costs = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    for (let index = 0; index < times; index += 1) work(index);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / times / scale;
  });
  console.log(`${title.padEnd(30)} ${medianOf(costs).toFixed(unit === 'ms' ? 0 : 1)} ${unit}`);
}

async function loadRoom() {
  const folder = await mkdtemp(join(tmpdir(), 'policy-'));
  const contents = "export { compilePolicy } from './src/policy/compile.ts'; export { readPolicyTexts } from './src/policy/read.ts';";
  const { entryPoints: _, outdir: __, splitting: ___, ...shared } = options;
  const outfile = join(folder, 'policy.mjs');
  await build({ ...shared, stdin: { contents, resolveDir: root, loader: 'ts' }, outfile, sourcemap: false });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
