import { Command } from 'commander';
import type { StatusFlags } from '../regenerate/run-status.ts';
import { collect } from '../collect.ts';
import type { Deps } from '../deps.ts';

export function statusCommand(deps: Deps, done: (code: number) => void): Command {
  return new Command('status')
    .description('Say how workers stand to their templates and what an upgrade would do')
    .argument('[paths...]', 'folders of workers, or inside them; default: the current one')
    .option('--all', 'every worker below the paths', false)
    .option('--check', 'exit 1 when one is behind, or its platform files are edited', false)
    .option('--json', 'print one JSON document', false)
    .option('--inventory <file>', 'what `status --json` printed elsewhere is part of the report; may be given again', collect, [])
    .option('--platform <file>', 'platform file; default: the nearest temporal-platform.yaml upwards of each worker')
    .option('--templates <folder>', 'folder or npm package with templates that come before the built-in ones, or are laid over them')
    .action(async (paths: string[], flags: StatusFlags) => {
      const { runStatus } = await import('../regenerate/run-status.ts');
      done(await runStatus(deps, paths, flags));
    });
}
