import { writeFileSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { nodeProcesses, type Processes, type RunResult } from '../../src/adapters/processes.ts';

export interface LockCall {
  command: string;
  args: readonly string[];
  /** What the package manager found, by name. */
  found: Record<string, string>;
}

export interface PackageManager {
  processes: Processes;
  calls: LockCall[];
}

/** npm and uv as a worker's lock meets them: `answer` writes the lock or says why not. git and all else are the real ones. */
export function packageManager(answer: (folder: string, call: LockCall) => Partial<RunResult> | undefined): PackageManager {
  const calls: LockCall[] = [];
  const processes: Processes = {
    ...nodeProcesses,
    async run(command, args, options = {}) {
      if (!['npm', 'uv', '/opt/uv'].includes(command)) return await nodeProcesses.run(command, args, options);
      const folder = options.cwd ?? '';
      const names = ['package.json', 'package-lock.json', 'contracts/package.json', '.npmrc', 'pyproject.toml', 'requirements.lock'];
      const present = names.filter((name) => existsSync(join(folder, name)));
      const found = Object.fromEntries(present.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
      const call = { command, args, found };
      calls.push(call);
      return { exitCode: 0, stdout: '', stderr: '', timedOut: false, startError: undefined, ...answer(folder, call) };
    },
  };
  return { processes, calls };
}

/** Locks what `package.json` asks for, as npm does. */
export function npmLocks(folder: string, { found }: LockCall): undefined {
  const manifest = JSON.parse(found['package.json'] ?? '') as Record<string, unknown>;
  const { dependencies, devDependencies } = manifest;
  const lock = { name: manifest['name'], lockfileVersion: 3, packages: { '': { dependencies, devDependencies } } };
  writeFileSync(join(folder, 'package-lock.json'), `${JSON.stringify(lock, undefined, 2)}\n`);
}

export const unreachable: Partial<RunResult> = {
  exitCode: 1,
  stderr: 'npm error code ENOTFOUND\nnpm error network request to https://registry.example failed, reason: getaddrinfo ENOTFOUND\n',
};
