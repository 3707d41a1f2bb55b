import { Command } from 'commander';
import type { Change, ConfigReading } from '../../declarations/declarations.ts';
import { exitCode } from '../../errors/exit-code.ts';
import type { ConfigFlags } from '../config-input.ts';
import type { Deps } from '../deps.ts';

interface Flags extends ConfigFlags {
  check: boolean;
}

export function configCommand(deps: Deps, done: (code: number) => void): Command {
  return new Command('config')
    .description('Make config/, schemas/, export maps and deploy/kubernetes/ from the code and worker.yaml')
    .argument('[directory]', 'folder of the worker, or one inside it', '.')
    .option('--check', 'write nothing; exit 1 with a diff when any of them is stale', false)
    .option('--platform <file>', 'platform file; the nearest temporal-platform.yaml upwards when left out')
    .option('--templates <folder>', 'folder or npm package with templates that come before the built-in ones, or are laid over them')
    .action(async (directory: string, { check, ...flags }: Flags) => {
      const { checkConfig, makeConfig } = await import('../../declarations/declarations.ts');
      const { configInput } = await import('../config-input.ts');
      const input = await configInput(deps, directory, flags);
      if (check) await reportStale(deps, await checkConfig(input));
      else deps.terminal.talk(summary(await makeConfig(input)));
      done(exitCode.done);
    });
}

/** The diff is data and goes to stdout; the error says what it means. */
async function reportStale({ terminal }: Deps, { changes, unchanged, staleError }: ConfigReading): Promise<void> {
  const error = await staleError();
  if (error !== undefined) {
    const { diffText } = await import('../diff-text.ts');
    terminal.print(await diffText(changes.map(sides)));
    throw error;
  }
  terminal.talk(`config  ${unchanged} files match the code`);
}

function sides(change: Change): { path: string; before: string | undefined; after: string | undefined } {
  return {
    path: change.path,
    before: change.kind === 'add' ? undefined : change.before.replaceAll('\r\n', '\n'),
    after: change.kind === 'remove' ? undefined : change.after,
  };
}

function summary({ changes, unchanged }: ConfigReading): string {
  const count = (kind: Change['kind']) => changes.filter((change) => change.kind === kind).length;
  const parts = [`${count('add')} added`, `${count('change')} changed`, `${count('remove')} removed`, `${unchanged} unchanged`];
  return `config  ${parts.join(', ')}`;
}
