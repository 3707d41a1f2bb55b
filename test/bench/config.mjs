import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cpuSeconds, medians, report } from './measure.mjs';

/**
 * `config` on a TypeScript worker: two definitions and two implementations per contracts file. CPU seconds with every
 * child included; run it on a build (`npm run build`) and a machine that does little else.
 */
const root = join(import.meta.dirname, '../..');
const main = join(root, 'dist/main.js');
const work = mkdtempSync(join(tmpdir(), 'bench-config-'));
const quick = process.argv.includes('--quick');
const results = [];

try {
  const small = makeWorker(join(work, 'small'), 100);
  const large = makeWorker(join(work, 'large'), 1000);
  const floor = [process.execPath, '-e', '0'];
  const found = medians(
    {
      node: () => cpuSeconds(floor),
      first: () => cpuSeconds([process.execPath, main, 'config', withoutDerived(small)]),
      again: () => cpuSeconds([process.execPath, main, 'config', small]),
      check: () => cpuSeconds([process.execPath, main, 'config', '--check', small]),
      large: () => cpuSeconds([process.execPath, main, 'config', large]),
    },
    quick ? 3 : 9,
  );
  console.log(`node -e 0: ${found.node.toFixed(3)} s; config that writes all 809 files: ${found.first.toFixed(3)} s`);
  results.push(report('config, 100 files, 200 definitions', { value: found.again, bar: 1 }));
  results.push(report('config --check, 100 files, 200 definitions', { value: found.check, bar: 1 }));
  results.push(report('config, 1,000 files against 100', { value: found.large, base: found.again, bar: 10 }));
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = results.every(Boolean) ? 0 : 1;

function withoutDerived(folder) {
  for (const derived of ['config', 'deploy', 'schemas', 'src/generated']) rmSync(join(folder, derived), { recursive: true, force: true });
  return folder;
}

function makeWorker(folder, files) {
  write(folder, 'worker.yaml', workerYaml());
  const define = 'contracts/src/define.ts';
  write(folder, define, '');
  copyFileSync(join(root, 'templates/worker-typescript/files', define), join(folder, define));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (let index = 0; index < files; index += 1) {
    write(folder, `contracts/src/workflows/flow-${index}.ts`, contracts(index));
    write(folder, `src/activities/step-${index}.impl.ts`, activity(index));
    write(folder, `src/workflows/flow-${index}.impl.ts`, workflow(index));
  }
  cpuSeconds([process.execPath, main, 'config', folder]);
  return folder;
}

function write(folder, path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function workerYaml() {
  return `apiVersion: managed-temporal.dev/v1
kind: ManagedWorker
name: image-render
owner: team-images
tier: 1
namespace: images
retention: 14d
language: typescript
regions: [eu, us]
`;
}

function contracts(index) {
  return `import { z } from 'zod/mini';
import { defineActivity, defineWorkflow } from '../define.ts';

const name = z.string().check(z.maxLength(100));

export const step${index} = defineActivity({
  name: 'step${index}',
  taskQueue: 'steps-${index % 10}',
  input: z.object({ prompt: name, size: z.enum(['small', 'large']), tags: z.array(z.string()) }),
  output: z.object({ url: z.url(), bytes: z.int() }),
  startToCloseTimeout: '2m',
  retry: { maximumAttempts: 5 },
});

export const flow${index} = defineWorkflow({
  name: 'Flow${index}',
  taskQueue: 'flows-${index % 10}',
  input: z.object({ names: z.array(name).check(z.maxLength(100)), count: z.int().check(z.maximum(8)), wait: z.optional(z.int()) }),
  output: z.object({ urls: z.array(z.url()) }),
  signals: { cancelOne: z.object({ index: z.int() }) },
  queries: { progress: { output: z.object({ done: z.int() }) } },
  updates: { resize: { input: z.object({ size: z.string() }), output: z.object({ accepted: z.boolean() }) } },
});
`;
}

function activity(index) {
  return `import { step${index} } from '../../contracts/src/workflows/flow-${index}.ts';
import { implement } from '../../sdk/activity.ts';

export default implement(step${index}, async ({ prompt, size }, { heartbeat }) => {
  heartbeat({ prompt });
  return { url: \`https://example.com/\${prompt}/\${size}\`, bytes: 3 };
});
`;
}

function workflow(index) {
  return `import { flow${index}, step${index} } from '../../contracts/src/workflows/flow-${index}.ts';
import { implement } from '../../sdk/workflow.ts';

export default implement(flow${index}, { activities: { step${index} } }, async ({ count }, { activities, handle }) => {
  let done = 0;
  handle({ cancelOne: ({ index }) => void index, progress: () => ({ done }), resize: () => ({ accepted: true }) });
  const images = await Promise.all(
    Array.from({ length: count }, () => activities.step${index}({ prompt: 'a fox', size: 'large', tags: [] })),
  );
  done += 1;
  return { urls: images.map((image) => image.url) };
});
`;
}
