import { ownCommands } from './read-command-line.ts';

const descriptions = {
  login: 'Log in, as yourself',
  logout: 'Forget the login',
  whoami: 'Tell who is logged in, and for which proxy',
  '--environment': 'Environment of the platform file',
  '--region': 'Region of the platform file',
} as const;

/** What the wrapper adds to an answer of `__complete`, in the format of cobra. */
export function ownCompletions([request, ...words]: readonly string[]): string[] {
  const last = words.at(-1) ?? '';
  const names = last.startsWith('--') ? (['--environment', '--region'] as const) : words.length === 1 ? ownCommands : [];
  return names.filter((name) => name.startsWith(last)).map((name) => (request === '__complete' ? `${name}\t${descriptions[name]}` : name));
}

/** A request without the wrapper's own flags, which the CLI does not know. The last word is what is being completed. */
export function withoutOwnFlags(args: readonly string[]): string[] {
  const last = args.length - 1;
  return args.filter(
    (word, index) => index === last || !(isOwn(word) || isOwn(args[index - 1]) || /^--(?:environment|region)=/.test(word)),
  );
}

/** The CLI's own script, made to complete the wrapper: it asks whatever command was typed, so only names differ. */
export function scriptForWrapper(script: string): string {
  const functions = script.replaceAll(/(?<=_)temporal/g, 'temporal_wrap');
  return functions.replaceAll(/(?<![\w./-])temporal(?![\w-])/g, 'temporal-wrap');
}

function isOwn(word: string | undefined): boolean {
  return word === '--environment' || word === '--region';
}
