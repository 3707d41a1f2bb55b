import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string; version: string };

/** Answers `--version` before anything else is loaded: it is asked for by scripts, often. */
export async function main(args: readonly string[]): Promise<number> {
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const { runOnThisMachine } = await import('./this-machine.ts');
  return await runOnThisMachine(args, { name, version, root });
}

process.exitCode = await main(process.argv.slice(2));
