import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Whether a process runs; one that is dead and not yet taken note of by its parent does not. */
export function isRunning(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return stateOf(pid) !== 'Z';
}

function stateOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0];
  } catch {
    return undefined;
  }
}

/** Processes that work in a folder, or name it on their command line. Linux only. */
export function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const isIts = command.includes(folder) || readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
        return isIts && isRunning(Number(pid)) ? [`${pid} ${command}`] : [];
      } catch {
        return [];
      }
    });
}
