import { Command } from 'commander';
import type { NewFlags } from '../new/new-input.ts';
import { collect } from '../collect.ts';
import type { Deps } from '../deps.ts';

export function newCommand(deps: Deps, done: (code: number) => void): Command {
  return new Command('new')
    .description('Make a worker; asks what flags and --answers leave open')
    .argument('[directory]', 'where to; default: a folder named after the worker')
    .option('--name <name>', 'name of the worker, its folder and its Deployment')
    .option('--owner <owner>', 'team that is paged')
    .option('--tier <0-3>', 'how critical it is; 0 is most')
    .option('--namespace <name>', 'logical namespace; default: the name')
    .option('--retention <days>', 'how long closed workflows stay readable, such as 14d')
    .option('--language <language>', 'typescript or python')
    .option('--regions <list>', "regions, such as eu,us; default: all of the platform's")
    .option('--answers <file>', 'YAML file with any of the answers above; flags win')
    .option('--set <key=value>', "answer a question of the template's own; may be given again", collect, [])
    .option('--yes', 'ask nothing: defaults for all but --name and --owner')
    .option('--platform <file>', 'platform file; default: the nearest temporal-platform.yaml upwards')
    .option('--templates <folder>', 'folder or npm package with templates that come before the built-in ones, or are laid over them')
    .option('--dry-run', 'print the tree and write nothing')
    .option('--json', 'print one JSON document; asks nothing')
    .option('--no-install', 'leave dependencies out')
    .option('--no-git', 'make no repository')
    .action(async (directory: string | undefined, flags: NewFlags) => {
      const { runNew } = await import('../new/run-new.ts');
      done(await runNew(deps, directory, flags));
    });
}
