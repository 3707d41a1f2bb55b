import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Groups of children that still live. Whatever way this process ends, short of SIGKILL, none of them may outlive it.
 */
const living = new Set<number>();
let isGuarding = false;

const killTime = 2000;

/** Ties a child's group to the life of this process; call the result when the group is gone. */
export function joinGroups(pid: number): () => void {
  if (!isGuarding) process.once('exit', () => living.forEach((group) => signalGroup(group, 'SIGKILL')));
  isGuarding = true;
  living.add(pid);
  return () => {
    if (!isAlive(pid)) living.delete(pid);
  };
}

/** SIGTERM, then SIGKILL to what is left after `graceMilliseconds`; resolves when nothing of the group is left. */
export async function endGroup(pid: number, graceMilliseconds: number): Promise<void> {
  if (!signalGroup(pid, 'SIGTERM')) return;
  await gone(pid, graceMilliseconds);
  if (isAlive(pid)) signalGroup(pid, 'SIGKILL');
  await gone(pid, killTime);
  living.delete(pid);
}

async function gone(pid: number, milliseconds: number): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (isAlive(pid) && Date.now() < deadline) await wait(25);
}

/** Whether there was anybody left to signal. */
export function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  return signalGroup(pid, 0) && !isDeadButNotReaped(pid);
}

/** An orphan that has died stays in the group until init takes note of it, and in a container there may be no such init. */
function isDeadButNotReaped(group: number): boolean {
  if (process.platform !== 'linux') return false;
  const states = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => stateInGroup(name, group))
    .filter((state) => state !== undefined);
  return states.every((state) => state === 'Z' || state === 'X');
}

function stateInGroup(pid: string, group: number): string | undefined {
  try {
    // `pid (any name) state parent group ...`
    const [state, , itsGroup] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return Number(itsGroup) === group ? state : undefined;
  } catch {
    return undefined;
  }
}
