import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Deps } from './deps.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

export interface Command {
  name: string;
  /** What the build recorded of its `--help`, in `dist/`. */
  helpFile: string;
  /** Everything else is asked of it. */
  load: () => Promise<(args: readonly string[], tool: Deps['tool']) => Promise<number>>;
}

/** Answers `--version` and `--help` before anything else is loaded: scripts and people ask for them often. Returns the exit code. */
export async function runCommand({ name, helpFile, load }: Command, args: readonly string[]): Promise<number> {
  const answer = args.length === 1 ? quickAnswer(args[0], helpFile) : undefined;
  if (answer !== undefined) {
    process.stdout.write(answer);
    return 0;
  }
  const run = await load();
  return await run(args, { name, version, root });
}

function quickAnswer(flag: string | undefined, helpFile: string): string | undefined {
  if (flag === '--version' || flag === '-V') return `${version}\n`;
  return flag === '--help' || flag === '-h' ? builtHelp(helpFile) : undefined;
}

/** `undefined` while it is being recorded. */
function builtHelp(helpFile: string): string | undefined {
  try {
    return readFileSync(join(root, 'dist', helpFile), 'utf8');
  } catch {
    return undefined;
  }
}
