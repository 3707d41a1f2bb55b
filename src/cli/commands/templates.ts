import { Command } from 'commander';
import type { Deps } from '../deps.ts';
import type { TemplatesFlags } from '../templates/flags.ts';

/** For whoever writes templates. */
export function templatesCommand(deps: Deps, done: (code: number) => void): Command {
  const templates = '--templates <folder>';
  const where = 'folder or npm package with templates that come before the built-in ones';
  return new Command('templates')
    .description('List, show, check, rebase and release templates: for whoever writes them')
    .addCommand(
      new Command('list')
        .description('Say which templates there are, in which versions, and where from')
        .option(templates, where)
        .option('--json', 'print one JSON document', false)
        .action(async (flags: TemplatesFlags) => {
          const { runList } = await import('../templates/run-list.ts');
          done(await runList(deps, flags));
        }),
    )
    .addCommand(
      new Command('show')
        .description('Say what a template asks, which file is whose, what changed, and what it does to earlier answers')
        .argument('[name]', 'its name; all of them when left out')
        .option('--version <version>', 'a released version; the live one when left out')
        .option(templates, where)
        .option('--json', 'print one JSON document', false)
        .action(async (name: string | undefined, flags: TemplatesFlags & { version?: string }) => {
          const { runShow } = await import('../templates/run-show.ts');
          done(await runShow(deps, name, flags));
        }),
    )
    .addCommand(
      new Command('check')
        .description('Find what is wrong with a template: exit 1 with file, line and what mends it')
        .argument('<folder>', 'the package, or a folder of several')
        .option(templates, 'folder or npm package that holds the base of an overlay')
        .option('--json', 'print one JSON document', false)
        .action(async (folder: string, flags: TemplatesFlags) => {
          const { runCheck } = await import('../templates/run-check.ts');
          done(await runCheck(deps, folder, flags));
        }),
    )
    .addCommand(
      new Command('rebase')
        .description('Merge what the base of an overlay has changed into the files that stand in place of its own')
        .argument('<folder>', 'the overlay')
        .option(templates, 'folder or npm package that holds the base')
        .option('--dry-run', 'print what would be merged and write nothing', false)
        .option('--json', 'print one JSON document', false)
        .action(async (folder: string, flags: TemplatesFlags & { dryRun: boolean }) => {
          const { runRebase } = await import('../templates/run-rebase.ts');
          done(await runRebase(deps, folder, flags));
        }),
    )
    .addCommand(
      new Command('release')
        .description('Keep the version a template has below released/, where merges of its workers find it for ever')
        .argument('<folder>', 'the template')
        .option('--json', 'print one JSON document', false)
        .action(async (folder: string, flags: TemplatesFlags) => {
          const { runRelease } = await import('../templates/run-release.ts');
          done(await runRelease(deps, folder, flags));
        }),
    );
}
