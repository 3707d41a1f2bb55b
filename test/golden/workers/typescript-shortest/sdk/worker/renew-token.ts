import type { Logger, NativeConnection } from '@temporalio/worker';
import type { TokenFile } from '../token-file.ts';

interface Renewing {
  logger: Logger;
  /** Ends it. */
  signal: AbortSignal;
}

/** Hands every new token to the connection, which goes on with it at its next call and stays open. */
export function renewToken(connection: NativeConnection, file: TokenFile, { logger, signal }: Renewing): void {
  let used = file.last;
  const look = () => {
    const token = file.renewed((problem) => void logger.warn(problem));
    if (token === used) return;
    used = token;
    connection.setApiKey(token).then(
      () => void logger.info('token renewed'),
      (error: unknown) => void logger.error('the new token was not taken', { error }),
    );
  };
  const timer = setInterval(look, file.lookAgainAfter);
  timer.unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
