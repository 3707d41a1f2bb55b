// What a large policy costs: `npm run bench:policy`. CPU, median of several rounds; and how long a reload holds calls up.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { options } from '../../build.config.mjs';
import { largePolicy, policyText } from './large-policy.mjs';
import { medianOf } from './measure.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const roleCount = 500;
const namespaceCount = 700;
const grantCount = 20_000;
const rounds = 7;

const { compilePolicy, readPolicyTexts, loadPolicy, nodeFiles } = await loadRoom();
const { texts, names } = largePolicy({ roles: roleCount, namespaces: namespaceCount, grants: grantCount });
const files = [...texts].map(([file, text]) => ({ file, text }));
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
await reloads();

/** As a proxy reads them: from a folder, beside calls. */
async function reloads() {
  const folder = await mkdtemp(join(tmpdir(), 'policy-documents-'));
  await mkdir(join(folder, 'all'));
  await Promise.all(files.map(async ({ file, text }) => await writeFile(join(folder, 'all', file), text)));
  const load = async (before) => await loadPolicy({ paths: [join(folder, 'all')], files: nodeFiles, before });
  let loaded = await held('load everything', async () => await load());
  loaded = await held('reload, nothing changed', async () => await load(loaded));
  await writeFile(join(folder, 'all', 'general.yaml'), policyText('general', {}));
  loaded = await held('reload, one file changed', async () => await load(loaded));
  await rm(folder, { recursive: true });
}

/** Milliseconds of CPU, and the longest that anything else had to wait. */
async function held(title, work) {
  const found = [];
  let result;
  for (let round = 0; round < rounds; round += 1) {
    globalThis.gc?.();
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const [before, since] = [process.cpuUsage(), performance.now()];
    delay.enable();
    result = await work();
    await new Promise((resolve) => void setTimeout(resolve, 20));
    delay.disable();
    const { user, system } = process.cpuUsage(before);
    const wall = performance.now() - since;
    found.push({ cpu: (user + system) / 1e3, wall, max: delay.max / 1e6, p99: delay.percentile(99) / 1e6 });
  }
  const median = (field) => medianOf(found.map((one) => one[field])).toFixed(0);
  const worst = Math.max(...found.map(({ max }) => max)).toFixed(0);
  console.log(
    `${title.padEnd(30)} ${median('cpu')} ms CPU, ${median('wall')} ms; calls wait ${median('max')} ms at most (worst round ${worst}), p99 ${median('p99')} ms`,
  );
  return result;
}

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
  const contents = `
    export { nodeFiles } from './src/adapters/files.ts';
    export { compilePolicy } from './src/policy/compile.ts';
    export { loadPolicy } from './src/policy/policy.ts';
    export { readPolicyTexts } from './src/policy/read.ts';
  `;
  const { entryPoints: _, outdir: __, splitting: ___, ...shared } = options;
  const outfile = join(folder, 'policy.mjs');
  await build({ ...shared, stdin: { contents, resolveDir: root, loader: 'ts' }, outfile, sourcemap: false });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
