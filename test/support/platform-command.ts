import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

let made: Promise<[string, ...string[]]> | undefined;

/** What runs `temporal-platform` from this source, as a process of its own, whatever `dist` holds. */
export async function platformCommand(): Promise<[program: string, ...args: string[]]> {
  made ??= bundle();
  return await made;
}

async function bundle(): Promise<[string, string]> {
  const folder = mkdtempSync(join(tmpdir(), 'temporal-platform-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'temporal-platform.mjs');
  await build({
    stdin: { contents: program, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    banner: { js: "import { createRequire as $require } from 'node:module'; const require = $require(import.meta.url);" },
    outfile,
    logLevel: 'error',
  });
  return [process.execPath, outfile];
}

const program = `
  import { runPlatformOnThisMachine } from './src/cli/platform-machine.ts';
  const tool = { name: 'temporal-platform', version: '0.0.0', root: ${JSON.stringify(process.cwd())} };
  process.exitCode = await runPlatformOnThisMachine(process.argv.slice(2), tool);
`;
