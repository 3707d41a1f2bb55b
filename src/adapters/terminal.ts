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
  let hasStatus = false;
  const clearStatus = () => {
    if (hasStatus) process.stderr.write('\r\u001b[2K');
    hasStatus = false;
  };
  return {
    isInteractive: isTerminal(process.stdin) && isTerminal(process.stderr) && env['CI'] === undefined,
    hasColour: isTerminal(process.stderr) && env['NO_COLOR'] === undefined && env['TERM'] !== 'dumb',
    print(text) {
      clearStatus();
      process.stdout.write(`${text}\n`);
    },
    talk(text) {
      clearStatus();
      process.stderr.write(`${text}\n`);
    },
    status(text) {
      if (!isTerminal(process.stderr)) return;
      clearStatus();
      process.stderr.write(text);
      hasStatus = text !== '';
    },
  };
}

/** Node's types say that it is always there; for a file or a pipe it is not. */
function isTerminal(stream: { isTTY?: boolean }): boolean {
  return stream.isTTY === true;
}
