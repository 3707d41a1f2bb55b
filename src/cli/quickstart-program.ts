import { Command, Option } from 'commander';
import { exitCode } from '../errors/exit-code.ts';
import { portNumber } from './commands/dev.ts';
import type { Deps } from './deps.ts';
import { parse } from './parse.ts';
import { runQuickstart, type QuickstartFlags } from './run-quickstart.ts';

/** Parses the command line of the quickstart and runs it; returns the exit code. */
export async function quickstartProgram(deps: Deps, args: readonly string[]): Promise<number> {
  const command = new Command('npm run quickstart --')
    .description('Make a worker, start Temporal, the proxy and the worker, run its sample workflow, and leave it running')
    .argument('[directory]', 'where the worker goes, outside this checkout; a temporary folder when left out')
    .addOption(new Option('--language <language>', 'language of the worker').choices(['typescript', 'python']).default('typescript'))
    .option('--once', 'end after the result', false)
    .option('--port <number>', 'port that workers connect to; 7233, or the next free one, when left out', portNumber)
    .option('--ui-port <number>', 'port of the Temporal UI; 8233, or the next free one, when left out', portNumber)
    .action(async (directory: string | undefined, flags: QuickstartFlags) => await runQuickstart(deps, directory, flags));
  await parse(command, args, deps);
  return exitCode.done;
}
