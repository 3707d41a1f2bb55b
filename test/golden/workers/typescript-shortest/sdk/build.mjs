// Compiles the worker into dist/, and the workflows as the one bundle the SDK wants.
// Plain JavaScript, because it runs before anything is compiled.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DefaultLogger } from '@temporalio/worker';
import { build } from 'esbuild';
import { bundleWorkflows } from './bundle-workflows.mjs';

const mendConfig = 'Run `npx gen-temporal-managed-worker config` and commit the result.';

try {
  await refuseForgotten();
  await rm('dist', { recursive: true, force: true });
  await compile();
  const { customisation } = await compiled('src/customise.js');
  const workflowsPath = resolve('src/generated/workflows.ts');
  const code = await bundleWorkflows({ workflowsPath, logger: new DefaultLogger('WARN'), customisation });
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
    const implementations = (await typescriptBelow(`src/${kind}`)).filter((path) => path.endsWith('.impl.ts'));
    const forgotten = implementations.find((path) => !exported.includes(`'${path.replace('src', '..')}'`));
    if (forgotten === undefined) continue;
    throw new Error(`${forgotten} is not in src/generated/${kind}.ts. ${mendConfig}`);
  }
}

async function typescriptBelow(folder) {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

async function compile() {
  await build({
    entryPoints: [
      'src/main.ts',
      'src/customise.ts',
      'src/generated/workflows.ts',
      'sdk/worker/bundle-stamp.ts',
      'sdk/worker/bundle.ts',
      ...(await typescriptBelow('scripts')),
    ],
    outbase: '.',
    outdir: 'dist',
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20.20',
    keepNames: true,
    sourcemap: true,
    logLevel: 'warning',
    plugins: [{ name: 'leave-packages', setup: leavePackages }],
  });
}

/** Packages stay where npm put them, but for the schemas' library: most of it is never used, and loading it is slow. */
function leavePackages({ onResolve }) {
  onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
    return kind === 'entry-point' || /^zod(\/|$)/.test(path) ? undefined : { path, external: true };
  });
}

/** What the bootstrap compares with the SDK and the config it finds at start; made by code that is only now compiled. */
async function stamp() {
  const { stampOf } = await compiled('sdk/worker/bundle-stamp.js');
  const { sdkVersion } = await compiled('sdk/worker/bundle.js');
  return stampOf(await compiled('src/generated/workflows.js'), sdkVersion());
}

function compiled(path) {
  return import(pathToFileURL(resolve('dist', path)).href);
}
