import { join } from 'node:path';
import { build } from 'esbuild';
import { temporaryFolder } from './temporary-folder.ts';

/** Makes one runnable file of a script that imports from `./src/...`, for tests that need a process of their own. */
export async function bundleScript(contents: string): Promise<string> {
  return await bundleInto(await temporaryFolder(), contents);
}

/** The same, in a folder that is the caller's to remove. */
export async function bundleInto(folder: string, contents: string): Promise<string> {
  const outfile = join(folder, 'script.mjs');
  await build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // As the build has it: what a package requires by a computed name is not found in a bundle.
    mainFields: ['module', 'main'],
    // Under a name of its own: the bundled code may import createRequire too.
    banner: { js: "import { createRequire as $require } from 'node:module'; const require = $require(import.meta.url);" },
    outfile,
    logLevel: 'error',
  });
  return outfile;
}
