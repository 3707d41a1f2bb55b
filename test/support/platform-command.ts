import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleInto } from './bundle-script.ts';

let made: Promise<[string, ...string[]]> | undefined;

/** What runs `temporal-platform` from this source, as a process of its own, whatever `dist` holds. */
export async function platformCommand(): Promise<[program: string, ...args: string[]]> {
  made ??= bundle();
  return await made;
}

async function bundle(): Promise<[string, string]> {
  const folder = mkdtempSync(join(tmpdir(), 'temporal-platform-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return [process.execPath, await bundleInto(folder, program)];
}

const program = `
  import { runPlatformOnThisMachine } from './src/cli/platform-machine.ts';
  const tool = { name: 'temporal-platform', version: '0.0.0', root: ${JSON.stringify(process.cwd())} };
  process.exitCode = await runPlatformOnThisMachine(process.argv.slice(2), tool);
`;
