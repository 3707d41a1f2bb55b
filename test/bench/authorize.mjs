/**
 * What a decision costs, with 500 roles and 700 namespaces: `node test/bench/authorize.mjs`. CPU, in microseconds for a call;
 * the bar is 10, and 1 for calls that hide no right.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'authorize-'));
const outfile = join(folder, 'authorize.mjs');
await build({
  stdin: {
    contents: `
      export { compilePolicy } from './src/policy/compile.ts';
      export { createAccess } from './src/proxy/authorize/create-access.ts';
      export { readPolicyTexts } from './src/policy/read.ts';
      export { methods } from './src/proxy/wire/methods.ts';
    `,
    resolveDir: here('../..'),
  },
  bundle: true,
  platform: 'node',
  format: 'esm',
  outfile,
  logLevel: 'error',
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});
const { compilePolicy, createAccess, readPolicyTexts, methods } = await import(pathToFileURL(outfile).href);
rmSync(folder, { recursive: true });

const rights = ['read', 'query', 'start', 'signal', 'terminate', 'operate', 'work', 'decode'];
const roles = Array.from({ length: 500 }, (_, index) => ({
  name: `role-${index}`,
  description: 'a role',
  allow: [{ rights: index % 2 === 0 ? rights : rights.slice(0, 4) }],
}));
const grants = Array.from({ length: 700 }, (_, index) => ({
  role: `role-${index % 500}`,
  to: [{ group: `team-${index}` }, { subject: `person-${index}@example.com` }],
  namespaces: [`namespace-${index}`],
}));
const document = {
  apiVersion: 'managed-temporal.dev/v1',
  kind: 'Policy',
  metadata: { name: 'bench' },
  spec: { roles, grants: [...grants, { role: 'role-1', to: [{ callers: 'people' }], namespaces: ['namespace-*'] }] },
};
const { documents, problems } = readPolicyTexts([{ file: 'policy.yaml', text: JSON.stringify(document) }]);
const policy = compilePolicy(documents, problems);
if (problems.length > 0) throw new Error(JSON.stringify(problems.slice(0, 3)));
const access = createAccess({ policy, routes: () => undefined, clock: Date.now, decideByType: (request) => request.refuse() });

const route = {
  kind: 'route',
  logical: 'namespace-4',
  physical: 'n',
  owner: 'team',
  environment: 'production',
  region: 'eu',
  upstream: 'production/eu',
};
const service = { source: 's', subject: 'worker', groups: new Set(['team-4']), kind: 'service', namespaces: new Set(), place: {} };
const person = { ...service, subject: 'person-4@example.com', kind: 'person' };

const text = (number, value) => Buffer.concat([Buffer.from([...tag(number), value.length]), Buffer.from(value)]);
const tag = (number) => (number < 16 ? [number * 8 + 2] : [((number * 8 + 2) & 0x7f) | 0x80, (number * 8 + 2) >> 7]);
const start = Buffer.concat([
  text(1, 'namespace-4'),
  text(2, 'workflow-4711'),
  text(3, text(1, 'ImageRender')),
  text(4, text(1, 'image-render')),
  Buffer.concat([Buffer.from([0x2a, 0x80, 0x08]), Buffer.alloc(1024, 7)]),
  text(9, 'worker@host'),
  text(10, '0123456789abcdef'),
  Buffer.from([88, 1, 0xb0, 1, 2]),
]);
const command = text(2, Buffer.concat([Buffer.from([8, 1]), text(2, text(1, '1'))]));
const completed = Buffer.concat([text(9, 'namespace-4'), ...Array.from({ length: 20 }, () => command)]);
const few = Buffer.concat([text(1, 'namespace-4'), text(2, text(1, 'workflow-4711'))]);

const methodOf = (name) => [...methods.values()].find((method) => method.name === name);
for (const [title, identity, name, message] of [
  ['describe, service', service, 'DescribeWorkflowExecution', few],
  ['signal, person', person, 'SignalWorkflowExecution', few],
  ['poll, service', service, 'PollWorkflowTaskQueue', few],
  ['start of 1 KiB, service', service, 'StartWorkflowExecution', start],
  ['start of 1 KiB, person', person, 'StartWorkflowExecution', start],
  ['20 commands, service', service, 'RespondWorkflowTaskCompleted', completed],
]) {
  const request = { method: methodOf(name), identity, route, message };
  const run = (count) => {
    let kept = 0;
    for (let index = 0; index < count; index++) kept += access.decide(request).kind === 'allowed' ? 1 : 0;
    return kept;
  };
  if (run(20_000) !== 20_000) throw new Error(`a call of ${String(request.method.name)} is refused`);
  const best = Math.min(
    ...Array.from({ length: 7 }, () => {
      const before = process.cpuUsage();
      run(100_000);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 100_000;
    }),
  );
  console.log(`${title.padEnd(26)} ${best.toFixed(2)} us`);
}
