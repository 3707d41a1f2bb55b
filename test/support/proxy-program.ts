import { build } from 'esbuild';
import { copyFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let built: Promise<string> | undefined;

/** Path of `temporal-platform` as one file that Node runs; made once per test file. */
export async function proxyProgram(): Promise<string> {
  return await (built ??= bundle());
}

async function bundle(): Promise<string> {
  const root = join(import.meta.dirname, '../..');
  const folder = await mkdtemp(join(tmpdir(), 'proxy-program-'));
  const outfile = join(folder, 'dist/temporal-platform.mjs');
  // Where the program looks for its version.
  await copyFile(join(root, 'package.json'), join(folder, 'package.json'));
  await build({
    entryPoints: [join(root, 'src/cli/platform-main.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    banner: { js: "import { createRequire as $require } from 'node:module'; const require = $require(import.meta.url);" },
    outfile,
    logLevel: 'error',
  });
  return outfile;
}
