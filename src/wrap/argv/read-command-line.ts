import { flagOf, isCommand, isRunnable, positionalsOf, speaksToServer } from './command-table.ts';
import { isOwnFlag, readFlag, type WrittenFlag } from './flag-tokens.ts';

/** Commands that are the wrapper's own. */
export const ownCommands = ['login', 'logout', 'whoami'] as const;
export type OwnCommand = (typeof ownCommands)[number];

/** Where to, as far as flags say so. */
export interface Wish {
  environment?: string;
  region?: string;
}

/** A flag by its long name; without a value it is only there. */
export interface CallFlag {
  name: string;
  value: string | undefined;
}

/** A built-in command that speaks to a server: understood whole, so that it can be written anew. */
export interface Call extends Wish {
  kind: 'call';
  path: readonly string[];
  flags: readonly CallFlag[];
  positionals: readonly string[];
}

/** Help, completion, what works on this machine alone, extensions, what is not known: passed on as it is, and without anything secret. */
export interface PlainLine {
  kind: 'plain';
  args: readonly string[];
  firstWord: string | undefined;
}

/** One of the wrapper's own commands; `args` is what stands around its name. */
export interface OwnLine extends Wish {
  kind: 'own';
  command: OwnCommand;
  args: readonly string[];
}

export interface RefusedLine {
  kind: 'refused';
  problems: readonly string[];
}

export type CommandLine = Call | PlainLine | OwnLine | RefusedLine;

interface Reading {
  path: readonly string[];
  flags: readonly WrittenFlag[];
  positionals: readonly string[];
  problems: readonly string[];
  /** The arguments without the wrapper's own flags. */
  kept: readonly string[];
}

const nothing: Reading = { path: [], flags: [], positionals: [], problems: [], kept: [] };

/**
 * Understands a command line as the official CLI would. Whatever it is not sure of it refuses, or passes on with nothing secret:
 * a flag that it took for a value would send a token to somebody else's address.
 */
export function readCommandLine(args: readonly string[]): CommandLine {
  let reading = nothing;
  for (let index = 0; index < args.length;) {
    const argument = args[index] ?? '';
    if (argument === '--') return judge(endOfFlags(reading, args.slice(index)));
    if (argument.startsWith('-') && argument !== '-') {
      const token = readFlag(reading.path, argument, args[index + 1]);
      const isOwn = token.flags.some(isOwnFlag);
      reading = {
        ...reading,
        flags: [...reading.flags, ...token.flags],
        problems: [...reading.problems, ...token.problems],
        kept: isOwn ? reading.kept : [...reading.kept, ...args.slice(index, index + token.length)],
      };
      index += token.length;
    } else {
      const stop = stopAt(reading, argument, args.slice(index));
      if (stop !== undefined) return stop;
      reading = withWord(reading, argument);
      index += 1;
    }
  }
  return judge(reading);
}

/** What begins with a word that nothing here is known of: the rest is not ours to read. */
function stopAt(reading: Reading, word: string, rest: readonly string[]): CommandLine | undefined {
  const { path, positionals, problems, kept } = reading;
  if (path.length === 0) {
    const own = ownCommands.find((command) => command === word);
    if (own !== undefined && problems.length === 0)
      return { kind: 'own', command: own, args: [...kept, ...rest.slice(1)], ...wishOf(reading) };
    if (isCommand([word]) && speaksToServer([word])) return undefined;
  } else if (isCommand([...path, word]) || positionals.length < positionalsOf(path)) return undefined;
  if (problems.length > 0) return { kind: 'refused', problems };
  return { kind: 'plain', args: [...kept, ...rest], firstWord: path[0] ?? word };
}

function withWord(reading: Reading, word: string): Reading {
  const kept = [...reading.kept, word];
  const path = [...reading.path, word];
  if (reading.positionals.length === 0 && isCommand(path)) return { ...reading, path, kept };
  return { ...reading, positionals: [...reading.positionals, word], kept };
}

function endOfFlags(reading: Reading, [, ...rest]: readonly string[]): Reading {
  // The CLI looks for `--env-file` among all arguments, and does not stop at `--`.
  const looksLikeFlag = rest.filter((word) => word.startsWith('-'));
  const problems = looksLikeFlag.map((word) => `${word}: an argument may not begin with a dash`);
  return {
    ...reading,
    positionals: [...reading.positionals, ...rest],
    problems: [...reading.problems, ...problems],
    kept: [...reading.kept, '--', ...rest],
  };
}

function judge(reading: Reading): CommandLine {
  const { path, positionals, kept } = reading;
  const problems = [...reading.problems, ...strayFlags(reading)];
  if (problems.length > 0) return { kind: 'refused', problems };
  const flags = reading.flags.filter((flag) => !isOwnFlag(flag)).map((flag) => named(path, flag));
  const asksForHelp = flags.some(({ name }) => name === 'help');
  const isComplete = path.length > 0 && isRunnable(path) && positionals.length <= positionalsOf(path);
  if (asksForHelp || !isComplete) return { kind: 'plain', args: kept, firstWord: path[0] ?? positionals[0] };
  return { kind: 'call', path, flags, positionals, ...wishOf(reading) };
}

/** Flags that stood in front and are not of the command that came. */
function strayFlags({ path, flags }: Reading): string[] {
  if (path.length === 0) return [];
  return flags
    .filter((flag) => !isOwnFlag(flag) && flagOf(path, flag.spelling) === undefined)
    .map(({ spelling }) => `${spelling} is no flag of \`${path.join(' ')}\``);
}

function named(path: readonly string[], { spelling, value }: WrittenFlag): CallFlag {
  return { name: flagOf(path, spelling)?.name ?? spelling.replace(/^-+/, ''), value };
}

function wishOf({ flags }: Reading): Wish {
  const last = (spelling: string) => flags.findLast((flag) => flag.spelling === spelling)?.value;
  const [environment, region] = [last('--environment'), last('--region')];
  return { ...(environment === undefined ? {} : { environment }), ...(region === undefined ? {} : { region }) };
}
