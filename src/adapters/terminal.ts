/** What the command line needs of the terminal it runs in. */
export interface Terminal {
  /** A person can be asked: stdin and stderr are both terminals and CI is not set. */
  readonly isInteractive: boolean;
  /** stderr takes colour. */
  readonly hasColour: boolean;
  /** Data, to stdout. */
  print(text: string): void;
  /** Talk, to stderr. */
  talk(text: string): void;
  /** Replaces the last status line on a terminal; elsewhere says nothing. */
  status(text: string): void;
}

export function nodeTerminal(env: Readonly<Record<string, string | undefined>>): Terminal {
  const isInteractive = process.stdin.isTTY && process.stderr.isTTY && env['CI'] === undefined;
  let hasStatus = false;
  const clearStatus = () => {
    if (hasStatus) process.stderr.write('\r\u001b[2K');
    hasStatus = false;
  };
  return {
    isInteractive,
    hasColour: process.stderr.isTTY && env['NO_COLOR'] === undefined && env['TERM'] !== 'dumb',
    print(text) {
      clearStatus();
      process.stdout.write(`${text}\n`);
    },
    talk(text) {
      clearStatus();
      process.stderr.write(`${text}\n`);
    },
    status(text) {
      if (!process.stderr.isTTY) return;
      clearStatus();
      process.stderr.write(text);
      hasStatus = text !== '';
    },
  };
}
