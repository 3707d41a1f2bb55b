import { type Command, CommanderError } from 'commander';
import { ToolError } from '../errors/tool-error.ts';
import type { Deps } from './deps.ts';

/** Runs what a command line asks of `root`; one that is not understood is a USAGE error like any other. */
export async function parse(root: Command, args: readonly string[], deps: Deps): Promise<void> {
  for (const command of [root, ...root.commands]) quiet(command, deps);
  try {
    await root.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    const command = root.commands.find((candidate) => candidate.name() === args[0]);
    const words = command === undefined ? root.name() : `${root.name()} ${command.name()}`;
    throw new ToolError('USAGE', oneLine(error.message), {
      hint: `Run \`${words} --help\` for what there is. Nothing was written.`,
    });
  }
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
