import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface WatchInput {
  root: string;
  /** Files and folders below `root`; they need not be there yet. */
  paths: readonly string[];
  /** Leaves a file or a folder out; asked with the path from `root`, with `/`. */
  ignores: (path: string) => boolean;
  /** Called with what was made, changed or removed, sorted; the next look waits for it. */
  onChange: (paths: string[]) => Promise<void>;
  signal: AbortSignal;
}

type Snapshot = Map<string, string>;

const interval = 300;
const settleTime = 100;

/**
 * Looks at files again and again until `signal` is aborted. Looking, not notifications: those miss mounted folders and
 * what some editors do, and differ per system. It takes a twentieth of one core at most, however many files there are.
 */
export async function watchFiles(input: WatchInput): Promise<void> {
  let known = await look(input);
  while (!input.signal.aborted) {
    const started = Date.now();
    let seen = await look(input);
    const looking = Date.now() - started;
    if (changes(known, seen).length > 0) {
      seen = await settled(seen, input);
      const changed = changes(known, seen);
      known = seen;
      if (changed.length > 0) await input.onChange(changed);
    }
    await pause(Math.max(interval, looking * 20), input.signal);
  }
}

/** An editor's "save all" and a branch switch write many files; they are one change. */
async function settled(seen: Snapshot, input: WatchInput): Promise<Snapshot> {
  for (let last = seen; ;) {
    await pause(settleTime, input.signal);
    const next = await look(input);
    if (input.signal.aborted || changes(last, next).length === 0) return next;
    last = next;
  }
}

async function look({ root, paths, ignores }: WatchInput): Promise<Snapshot> {
  const snapshot: Snapshot = new Map();
  const visit = async (path: string): Promise<void> => {
    if (ignores(path)) return;
    const stats = await stat(join(root, path)).catch(() => undefined);
    if (stats === undefined) return;
    if (!stats.isDirectory()) {
      snapshot.set(path, `${stats.mtimeMs} ${stats.size} ${stats.ino}`);
      return;
    }
    const names = await readdir(join(root, path)).catch(() => []);
    await Promise.all(names.map((name) => visit(`${path}/${name}`)));
  };
  await Promise.all(paths.map(visit));
  return snapshot;
}

function changes(before: Snapshot, after: Snapshot): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).toSorted();
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => undefined);
}
