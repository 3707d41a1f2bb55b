import { Command, CommanderError } from 'commander';
import { exitCode } from '../errors/exit-code.ts';
import { ToolError } from '../errors/tool-error.ts';
import { configCommand } from './commands/config.ts';
import { devCommand } from './commands/dev.ts';
import { manifestsCommand } from './commands/manifests.ts';
import { newCommand } from './commands/new.ts';
import type { Deps } from './deps.ts';

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
    .addCommand(configCommand(deps, done))
    .addCommand(manifestsCommand(deps, done))
    .addCommand(devCommand(deps, done));
  for (const command of [root, ...root.commands]) quiet(command, deps);
  try {
    await root.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCode.done;
    throw new ToolError('USAGE', oneLine(error.message), {
      hint: `Run \`${deps.tool.name} --help\` for what there is. Nothing was written.`,
    });
  }
  return code;
}

function oneLine(message: string): string {
  return message.replace(/^error: /, '').replace(/\n\(Did you mean (.+)\?\)$/, '; did you mean $1?');
}

/** commander prints help through us and throws where it would have ended the process. */
function quiet(command: Command, { terminal }: Deps): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => terminal.print(text.trimEnd()),
    writeErr: () => undefined,
  });
}
