import { type Command, CommanderError, type Option } from 'commander';
import { ToolError } from '../errors/tool-error.ts';
import type { Deps } from './deps.ts';

/** Runs what a command line asks of `root`; one that is not understood is a USAGE error like any other. */
export async function parse(root: Command, args: readonly string[], deps: Deps): Promise<void> {
  quietAll(root, deps);
  try {
    await root.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    throw new ToolError('USAGE', oneLine(error), {
      hint: `Run \`${wordsOf(root, args).join(' ')} --help\` for what there is. Nothing was written.`,
    });
  }
}

/** The command that was asked for, and those that it stands below. */
function wordsOf(command: Command, [first, ...rest]: readonly string[]): string[] {
  const below = command.commands.find((candidate) => candidate.name() === first);
  return [command.name(), ...(below === undefined ? [] : wordsOf(below, rest))];
}

function oneLine({ code, message }: CommanderError): string {
  if (code === 'commander.help') return 'a command is missing';
  return message.replace(/^error: /, '').replace(/\n\(Did you mean (.+)\?\)$/, '; did you mean $1?');
}

/** commander prints help through us and throws where it would have ended the process. */
function quietAll(command: Command, deps: Deps): void {
  quiet(command, deps);
  for (const below of command.commands) quietAll(below, deps);
}

function quiet(command: Command, { terminal }: Deps): void {
  command
    .exitOverride()
    .configureHelp({ optionDescription })
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: () => undefined,
    });
}

/** A default is said in words of its own; that a flag is off unless it is given goes without saying. */
function optionDescription({ description }: Option): string {
  return description;
}
