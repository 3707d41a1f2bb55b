import { closeSync, openSync, writeSync } from 'node:fs';
import { nodeFiles, type Files } from '../../src/adapters/files.ts';

export interface StoppedFiles {
  files: Files;
  /** How many calls there were. */
  calls: () => number;
  /** Each call by its name, in order. */
  names: string[];
}

/**
 * A file system for a process that is gone from its n-th call on: that call is made half where it writes, and it and all later ones
 * fail. Nothing is flushed to disk, for the machine goes on.
 */
export function stoppedAt(at: number): StoppedFiles {
  let calls = 0;
  const names: string[] = [];
  const unflushed: Files = {
    ...nodeFiles,
    flushFolder: () => Promise.resolve(),
    write: async (path, bytes, mode) => await Promise.resolve(writeWhole(path, bytes, mode)),
  };
  const entries = Object.entries(unflushed).map(([name, method]) => [
    name,
    async (...args: unknown[]): Promise<unknown> => {
      calls += 1;
      names.push(name);
      if (calls < at) return await (method as (...given: unknown[]) => Promise<unknown>)(...args);
      const [path, bytes] = args;
      if (calls === at && typeof path === 'string' && bytes instanceof Uint8Array) writeWhole(path, bytes.subarray(0, bytes.length / 2));
      throw new Error('killed');
    },
  ]);
  return { files: Object.fromEntries(entries) as Files, calls: () => calls, names };
}

function writeWhole(path: string, bytes: Uint8Array | string, mode?: number): void {
  const file = openSync(path, 'w', mode);
  writeSync(file, typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes);
  closeSync(file);
}
