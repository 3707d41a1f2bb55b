import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isNodeError, type Files } from './files.ts';

export interface LockHolder {
  pid: number;
  host: string;
}

/** Who takes a lock, and how it tells whether another holder still lives. */
export interface LockTaker extends LockHolder {
  isAlive(pid: number): boolean;
}

export const thisProcess: LockTaker = {
  pid: process.pid,
  host: hostname(),
  isAlive(pid) {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      // A process of another user may not be signalled, but it lives.
      return isNodeError(error) && error.code === 'EPERM';
    }
  },
};

export type LockOutcome = { kind: 'taken' } | { kind: 'held'; holder: LockHolder };

type LockFiles = Pick<Files, 'createExclusive' | 'list' | 'makeDirectory' | 'remove' | 'removeIfEmpty'>;

const attempts = 6;

/**
 * Takes a lock that is a folder with one empty file per holder, named after its process. Whoever sees a living holder
 * beside itself steps back, so two never hold it; a dead holder's file can be removed by anyone at any time, which a
 * single lock file does not allow without a race.
 */
export async function takeLock(files: LockFiles, folder: string, taker: LockTaker): Promise<LockOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    await announce(files, folder, taker);
    const holder = await livingHolder(files, folder, taker);
    if (holder === undefined) return { kind: 'taken' };
    await releaseLock(files, folder, taker);
    if (attempt === attempts) return { kind: 'held', holder };
    // Two that began at once have both stepped back: different waits let one of them through.
    await wait(10 + Math.random() * 60);
  }
}

export async function releaseLock(files: LockFiles, folder: string, taker: LockHolder): Promise<void> {
  await files.remove(join(folder, fileName(taker)));
  await files.removeIfEmpty(folder);
}

/** The folder may vanish between the two steps: whoever releases the lock removes it. */
async function announce(files: LockFiles, folder: string, taker: LockTaker): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await files.makeDirectory(folder);
      await files.createExclusive(join(folder, fileName(taker)), '');
      return;
    } catch (error) {
      const code = isNodeError(error) ? error.code : undefined;
      // A file of our name is from an earlier process of the same id, as they come again in containers.
      if (code === 'EEXIST') return;
      if (code !== 'ENOENT' || attempt === attempts) throw error;
    }
  }
}

async function livingHolder(files: LockFiles, folder: string, taker: LockTaker): Promise<LockHolder | undefined> {
  for (const name of await files.list(folder)) {
    if (name === fileName(taker)) continue;
    const holder = holderOf(name);
    if (holder !== undefined && (holder.host !== taker.host || taker.isAlive(holder.pid))) return holder;
    await files.remove(join(folder, name));
  }
  return undefined;
}

function fileName({ pid, host }: LockHolder): string {
  return `${pid}@${encodeURIComponent(host)}`;
}

function holderOf(name: string): LockHolder | undefined {
  const match = /^(\d+)@(.+)$/.exec(name);
  return match === null ? undefined : { pid: Number(match[1]), host: decodeURIComponent(match[2] ?? '') };
}
