import { execFile } from 'node:child_process';

/** Runs a bundled program in a process that is killed at its n-th call of the file system; `false`: it ended before that. */
export async function killedAt(call: number, script: string, target: string): Promise<boolean> {
  return await new Promise((resolve, reject) => {
    execFile(process.execPath, [script, target, String(call)], (error, _stdout, stderr) => {
      if (error === null) resolve(false);
      else if (error.signal === 'SIGKILL') resolve(true);
      else reject(new Error(stderr));
    });
  });
}
