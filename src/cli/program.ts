import { Command } from 'commander';
import { exitCode } from '../errors/exit-code.ts';
import { configCommand } from './commands/config.ts';
import { devCommand } from './commands/dev.ts';
import { manifestsCommand } from './commands/manifests.ts';
import { newCommand } from './commands/new.ts';
import { regenerateCommand } from './commands/regenerate.ts';
import { statusCommand } from './commands/status.ts';
import { templatesCommand } from './commands/templates.ts';
import type { Deps } from './deps.ts';
import { parse } from './parse.ts';

/** Parses a command line and runs the room it names; returns the exit code. */
export async function program(deps: Deps, args: readonly string[]): Promise<number> {
  let code: number = exitCode.done;
  const done = (result: number) => {
    code = result;
  };
  const root = new Command(deps.tool.name)
    .description('Makes and keeps production-grade Temporal workers, in TypeScript or Python.')
    .version(deps.tool.version)
    .enablePositionalOptions()
    .addCommand(newCommand(deps, done), { isDefault: true })
    .addCommand(regenerateCommand(deps, done))
    .addCommand(statusCommand(deps, done))
    .addCommand(configCommand(deps, done))
    .addCommand(manifestsCommand(deps, done))
    .addCommand(devCommand(deps, done))
    .addCommand(templatesCommand(deps, done));
  await parse(root, args, deps);
  return code;
}
