import type { Terminal } from '../../src/adapters/terminal.ts';

export interface RecordingTerminal extends Terminal {
  /** What was printed to stdout, call by call. */
  readonly printed: string[];
  /** What was said on stderr, call by call. */
  readonly said: string[];
}

/** A terminal that nobody sits at, and that keeps what it was given. */
export function recordingTerminal(): RecordingTerminal {
  const printed: string[] = [];
  const said: string[] = [];
  return {
    printed,
    said,
    isInteractive: false,
    hasColour: false,
    print: (text) => void printed.push(text),
    talk: (text) => void said.push(text),
    status: () => undefined,
  };
}
