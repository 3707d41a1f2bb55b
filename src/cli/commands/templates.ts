import { Command } from 'commander';
import type { Deps } from '../deps.ts';
import type { TemplatesFlags } from '../templates/flags.ts';

type Done = (code: number) => void;

/** For whoever writes templates. */
export function templatesCommand(deps: Deps, done: Done): Command {
  return new Command('templates')
    .description('List, show, check, rebase and release templates: for whoever writes them')
    .addCommand(listCommand(deps, done))
    .addCommand(showCommand(deps, done))
    .addCommand(checkCommand(deps, done))
    .addCommand(rebaseCommand(deps, done))
    .addCommand(releaseCommand(deps, done));
}

const fromFlag = '--templates <folder>';
const whereFrom = 'folder or npm package with templates that come before the built-in ones';
const jsonFlag = ['--json', 'print one JSON document', false] as const;

function listCommand(deps: Deps, done: Done): Command {
  return new Command('list')
    .description('Say which templates there are, in which versions, and where from')
    .option(fromFlag, whereFrom)
    .option(...jsonFlag)
    .action(async (flags: TemplatesFlags) => {
      const { runList } = await import('../templates/run-list.ts');
      done(await runList(deps, flags));
    });
}

function showCommand(deps: Deps, done: Done): Command {
  return new Command('show')
    .description('Say what a template asks, which file is whose, what changed, and what it does to earlier answers')
    .argument('[name]', 'its name; all of them when left out')
    .option('--version <version>', 'a released version; the live one when left out')
    .option(fromFlag, whereFrom)
    .option(...jsonFlag)
    .action(async (name: string | undefined, flags: TemplatesFlags & { version?: string }) => {
      const { runShow } = await import('../templates/run-show.ts');
      done(await runShow(deps, name, flags));
    });
}

function checkCommand(deps: Deps, done: Done): Command {
  return new Command('check')
    .description('Find what is wrong with a template: exit 1 with file, line and what mends it')
    .argument('<folder>', 'the package, or a folder of several')
    .option(fromFlag, 'folder or npm package that holds the base of an overlay')
    .option(...jsonFlag)
    .action(async (folder: string, flags: TemplatesFlags) => {
      const { runCheck } = await import('../templates/run-check.ts');
      done(await runCheck(deps, folder, flags));
    });
}

function rebaseCommand(deps: Deps, done: Done): Command {
  return new Command('rebase')
    .description('Merge what the base of an overlay has changed into the files that stand in place of its own')
    .argument('<folder>', 'the overlay')
    .option(fromFlag, 'folder or npm package that holds the base')
    .option('--dry-run', 'print what would be merged and write nothing', false)
    .option(...jsonFlag)
    .action(async (folder: string, flags: TemplatesFlags & { dryRun: boolean }) => {
      const { runRebase } = await import('../templates/run-rebase.ts');
      done(await runRebase(deps, folder, flags));
    });
}

function releaseCommand(deps: Deps, done: Done): Command {
  return new Command('release')
    .description('Keep the version a template has below released/, where merges of its workers find it for ever')
    .argument('<folder>', 'the template')
    .option(...jsonFlag)
    .action(async (folder: string, flags: TemplatesFlags) => {
      const { runRelease } = await import('../templates/run-release.ts');
      done(await runRelease(deps, folder, flags));
    });
}
