import { execFile } from 'node:child_process';

/** Runs a bundled program in a process that is killed at its n-th call of the file system; `false`: it ended before that. */
export async function killedAt(call: number, script: string, target: string | readonly [string, ...string[]]): Promise<boolean> {
  const [root, ...args] = typeof target === 'string' ? [target] : target;
  return await new Promise((resolve, reject) => {
    execFile(process.execPath, [script, root, String(call), ...args], (error, _stdout, stderr) => {
      if (error === null) resolve(false);
      else if (error.signal === 'SIGKILL') resolve(true);
      else reject(new Error(stderr));
    });
  });
}
