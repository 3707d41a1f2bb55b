import { isatty } from 'node:tty';

/** Those of this process's standard streams that are a terminal. */
export function openTerminals(): number[] {
  return [0, 1, 2].filter((stream) => isatty(stream));
}

/**
 * Ends this process, by the signal that says so, if a terminal it had has been closed. When Node ends it sets the terminal as it was, and
 * aborts if that is no longer there: https://github.com/nodejs/node/blob/v20.20.2/src/node.cc (ResetStdio).
 */
export function endIfClosed(terminals: readonly number[]): void {
  if (terminals.every((stream) => isatty(stream))) return;
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
