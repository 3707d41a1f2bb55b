import { Command } from 'commander';
import type { RegenerateFlags } from '../regenerate/run-regenerate.ts';
import { collect } from '../collect.ts';
import type { Deps } from '../deps.ts';

export function regenerateCommand(deps: Deps, done: (code: number) => void): Command {
  return new Command('regenerate')
    .description('Move workers to another version of their template, or to other answers, and keep their teams’ edits')
    .argument('[paths...]', 'folders of workers, or inside them; default: the current one')
    .option('--all', 'every worker below the paths', false)
    .option('--where <key=value>', 'only workers whose answer is this; may be given again', collect, [])
    .option('--limit <n>', 'no more than so many workers that have something to do')
    .option('--only-clean', 'leave workers for later that need a person', false)
    .option('--to <version>', "version of the worker's template, forwards or back; default: the newest here")
    .option(
      '--set <key=value>',
      'change an answer on the way: owner, tier, namespace, retention, regions, or one to a question of the template',
      collect,
      [],
    )
    .option('--heal', 'platform files become the template’s again, edited or deleted', false)
    .option('--branch-per-worker', 'make a git branch of each upgrade, from a commit; no file is touched', false)
    .option('--from <ref>', 'commit that --branch-per-worker reads the workers from; default: HEAD')
    .option('--with-conflicts', 'with --branch-per-worker, a branch for workers that need a person too', false)
    .option('--dry-run', 'print the plan and write nothing', false)
    .option('--diff', 'print what changes, line by line', false)
    .option('--json', 'print one JSON document', false)
    .option('--continue', 'end an upgrade whose conflicts are resolved', false)
    .option('--abort', 'go back to how it was before an upgrade with conflicts', false)
    .option('--resolve <path=side>', 'take ours, theirs or deleted for a file in conflict', collect, [])
    .option('--own <path>', 'hand a file over to the team for good')
    .option('--reason <text>', 'why, for --own')
    .option('--platform <file>', 'platform file; default: the nearest temporal-platform.yaml upwards of each worker')
    .option('--templates <folder>', 'folder or npm package with templates that come before the built-in ones, or are laid over them')
    .action(async (paths: string[], flags: RegenerateFlags) => {
      const { runRegenerate } = await import('../regenerate/run-regenerate.ts');
      done(await runRegenerate(deps, paths, flags));
    });
}
