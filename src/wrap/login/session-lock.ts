import { dirname } from 'node:path';
import { ToolError } from '../../errors/tool-error.ts';
import type { LoginTarget } from '../profile.ts';
import { onFile } from './file-fault.ts';
import { interrupted } from './provider-errors.ts';
import { sessionPath } from './session.ts';
import type { TokenDeps } from './token-deps.ts';

/** Milliseconds: longer than a renewal takes that has to give up. */
const patience = 40_000;
const pause = 50;

/**
 * Does work on a session while no other process does: a refresh token that is used twice is void at many providers, and the login
 * with it. Others that use this very login wait meanwhile.
 *
 * @throws ToolError TOKEN_CACHE_UNUSABLE when another process holds it for too long.
 */
export async function withSession<T>(target: LoginTarget, deps: TokenDeps, work: () => Promise<T>): Promise<T> {
  const folder = `${sessionPath(target, deps.env)}.lock`;
  // The lock would make it otherwise, and for others to read.
  await onFile(dirname(folder), () => deps.ownFiles.openFolder(dirname(folder)));
  const { takeLock, releaseLock, wait } = await deps.outside();
  const started = performance.now();
  for (;;) {
    const outcome = await onFile(folder, async () => await takeLock(folder));
    if (outcome === 'taken') break;
    if (performance.now() - started > patience) throw held(folder, outcome.heldBy);
    if (deps.signal.aborted) throw interrupted();
    await wait(pause);
  }
  try {
    return await work();
  } finally {
    await releaseLock(folder);
  }
}

function held(folder: string, holder: string): ToolError {
  return new ToolError('TOKEN_CACHE_UNUSABLE', `${holder} is renewing this login and does not end`, {
    hint: `Try again; if that process is gone, remove ${folder}.`,
  });
}
