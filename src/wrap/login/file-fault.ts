import { ToolError } from '../../errors/tool-error.ts';

/**
 * Does something to a file of logins.
 *
 * @throws ToolError TOKEN_CACHE_UNUSABLE when the file system does not let it be done, as on a full or a read-only disk.
 */
export async function onFile<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // An error of ours has a code too, and says itself what it is.
    if (error instanceof ToolError || typeof code !== 'string') throw error;
    throw new ToolError('TOKEN_CACHE_UNUSABLE', `${path} cannot be changed (${code})`, {
      hint: 'Logins are kept below $XDG_STATE_HOME, or ~/.local/state: make sure that you may write there, then log in again.',
      cause: error,
    });
  }
}
