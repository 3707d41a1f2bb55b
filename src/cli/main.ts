import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string; version: string };

/** Answers `--version` and `--help` before anything else is loaded: scripts and people ask for them often. */
export async function main(args: readonly string[]): Promise<number> {
  const answer = args.length === 1 ? quickAnswer(args[0]) : undefined;
  if (answer !== undefined) {
    process.stdout.write(answer);
    return 0;
  }
  const { runOnThisMachine } = await import('./this-machine.ts');
  return await runOnThisMachine(args, { name, version, root });
}

function quickAnswer(flag: string | undefined): string | undefined {
  if (flag === '--version' || flag === '-V') return `${version}\n`;
  return flag === '--help' || flag === '-h' ? builtHelp() : undefined;
}

/** What the build recorded of the command line's own help; `undefined` while it is being recorded. */
function builtHelp(): string | undefined {
  try {
    return readFileSync(join(root, 'dist/help.txt'), 'utf8');
  } catch {
    return undefined;
  }
}

process.exitCode = await main(process.argv.slice(2));
