// Compiles the worker into dist/: every module on its own, and the workflows as the one bundle the SDK wants.
// Plain JavaScript, because it runs before anything is compiled.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DefaultLogger } from '@temporalio/worker';
import { build } from 'esbuild';
import { bundleWorkflows } from './bundle-workflows.mjs';

const implementation = Symbol.for('managed-temporal.dev/implementation');
const localActivities = Symbol.for('managed-temporal.dev/local-activities');
const mendConfig = 'Run `npx gen-temporal-managed-worker config` and commit the result.';

try {
  await refuseForgotten();
  await rm('dist', { recursive: true, force: true });
  const logger = new DefaultLogger('WARN');
  const [code] = await Promise.all([bundleWorkflows(resolve('src/generated/workflows.ts'), logger), compile()]);
  await writeFile('dist/workflow-bundle.js', code);
  await writeFile('dist/workflow-bundle.json', `${JSON.stringify(await stamp(), undefined, 2)}\n`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** An implementation that is in no export map would never run, and nothing would say so. */
async function refuseForgotten() {
  for (const kind of ['workflows', 'activities']) {
    const exported = await readFile(`src/generated/${kind}.ts`, 'utf8');
    const files = await readdir(`src/${kind}`, { recursive: true }).catch(() => []);
    const paths = files.map((file) => file.replaceAll('\\', '/')).filter((file) => file.endsWith('.impl.ts'));
    const forgotten = paths.find((path) => !exported.includes(`'../${kind}/${path}'`));
    if (forgotten === undefined) continue;
    throw new Error(`src/${kind}/${forgotten} is not in src/generated/${kind}.ts. ${mendConfig}`);
  }
}

async function compile() {
  await build({
    entryPoints: ['contracts/src/**/*.ts', 'sdk/**/*.ts', 'src/**/*.ts', 'scripts/**/*.ts'],
    outbase: '.',
    outdir: 'dist',
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.20',
    sourcemap: true,
    logLevel: 'warning',
    plugins: [{ name: 'keep-modules-apart', setup: keepModulesApart }],
  });
}

/** esbuild renames `.ts` imports only when it bundles: so bundle, and leave every import where it is. */
function keepModulesApart({ onResolve }) {
  onResolve({ filter: /^\.{1,2}\// }, ({ path, kind }) => {
    return kind === 'entry-point' ? undefined : { path: path.replace(/\.ts$/, '.js'), external: true };
  });
}

/** What the bootstrap compares with the SDK and the config it finds at start. */
async function stamp() {
  const { version: sdk } = createRequire(import.meta.url)('@temporalio/worker/package.json');
  const modules = await import(pathToFileURL(resolve(join('dist', 'src', 'generated', 'workflows.js'))).href);
  const workflows = Object.entries(modules).map(([name, body]) => {
    const contract = body[implementation];
    if (contract?.name !== name)
      throw new Error(`src/generated/workflows.ts: ${name} is not what it exports. ${mendConfig}`);
    return [name, { taskQueue: contract.taskQueue, localActivities: body[localActivities] }];
  });
  return { sdk, workflows: Object.fromEntries(workflows) };
}
