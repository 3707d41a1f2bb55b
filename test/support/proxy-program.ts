import { build } from 'esbuild';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let built: Promise<string> | undefined;

/** Path of the proxy as one file that Node runs with the path of its config; made once per test file. */
export async function proxyProgram(): Promise<string> {
  return await (built ??= bundle());
}

async function bundle(): Promise<string> {
  const root = join(import.meta.dirname, '../..');
  const outfile = join(await mkdtemp(join(tmpdir(), 'proxy-program-')), 'proxy.mjs');
  await build({
    entryPoints: [join(root, 'test/support/proxy-main.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    banner: { js: "import { createRequire as $require } from 'node:module'; const require = $require(import.meta.url);" },
    sourcemap: 'inline',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}
