import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleInto } from './bundle-script.ts';

let made: Promise<string> | undefined;

/** A script that is `temporal-wrap` from this source, whatever `dist` holds. */
export async function wrapScript(): Promise<string> {
  made ??= bundle();
  return await made;
}

async function bundle(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'temporal-wrap-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return await bundleInto(folder, program);
}

const program = `
  import { runWrapped } from './src/cli/wrap-run.ts';
  process.exitCode = await runWrapped(process.argv.slice(2), { env: process.env, root: ${JSON.stringify(process.cwd())} });
`;
