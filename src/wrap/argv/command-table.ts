import { cliCommands } from './cli-commands.ts';

export interface CliFlag {
  /** Its long name, without dashes. */
  name: string;
  takesValue: boolean;
}

/** By spelling: `--query`, `-q`. */
type Flags = ReadonlyMap<string, CliFlag>;

const parsed = new Map<string, { flags: Flags; positionals: number }>();

const everywhere: Flags = new Map(['--help', '-h'].map((spelling) => [spelling, { name: 'help', takesValue: false }]));

export function isCommand(path: readonly string[]): boolean {
  return Object.hasOwn(cliCommands, path.join(' '));
}

/** Whether it is run itself, rather than one of those below it. */
export function isRunnable(path: readonly string[]): boolean {
  const below = `${path.join(' ')} `;
  // The only one that is both (`subcommands-optional` in the sources of the CLI).
  return path.join(' ') === 'workflow reset' || !Object.keys(cliCommands).some((other) => other.startsWith(below));
}

/** Whether it speaks to a Temporal server, and so needs to know who is asking. */
export function speaksToServer(path: readonly string[]): boolean {
  return flagOf(path, '--address') !== undefined;
}

/** How many arguments it takes that are no flags. */
export function positionalsOf(path: readonly string[]): number {
  return entry(path.join(' ')).positionals;
}

/** A flag of a command, its own or one of those above it. */
export function flagOf(path: readonly string[], spelling: string): CliFlag | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const found = entry(path.slice(0, length).join(' ')).flags.get(spelling);
    if (found !== undefined) return found;
  }
  return everywhere.get(spelling);
}

/** A flag that stands in front of its command, if all commands below agree on whether it takes a value. */
export function flagBelow(path: readonly string[], spelling: string): CliFlag | 'ambiguous' | undefined {
  const below = path.length === 0 ? '' : `${path.join(' ')} `;
  const found = Object.keys(cliCommands)
    .filter((command) => command.startsWith(below))
    .flatMap((command) => entry(command).flags.get(spelling) ?? []);
  const [first] = found;
  return found.every(({ takesValue }) => takesValue === first?.takesValue) ? first : 'ambiguous';
}

function entry(path: string): { flags: Flags; positionals: number } {
  const known = parsed.get(path);
  if (known !== undefined) return known;
  const words = (cliCommands[path] ?? '').split(' ').filter((word) => word !== '');
  const made = {
    flags: new Map(words.filter((word) => !word.startsWith('#')).flatMap(spellings)),
    positionals: Number(words.find((word) => word.startsWith('#'))?.slice(1) ?? 0),
  };
  parsed.set(path, made);
  return made;
}

function spellings(text: string): [string, CliFlag][] {
  const [written = '', ...others] = text.split('|');
  const name = written.replace(/=$/, '');
  const flag = { name, takesValue: written.endsWith('=') };
  return [name, ...others].map((other) => [other.length === 1 ? `-${other}` : `--${other}`, flag]);
}
