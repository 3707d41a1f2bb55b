import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inject } from 'vitest';
import { nodeProcesses, type RunResult } from '../../src/adapters/processes.ts';
import type { Language } from '../../src/domain/managed-worker.ts';
import { freshUser, npx } from './user.ts';

export interface InstalledWorker {
  folder: string;
  /** How `new` went when it made this worker. */
  made: RunResult;
}

/**
 * A worker as a user gets it: the packed tool run by `npx` in an empty folder with an empty home, dependencies installed
 * by the tool itself. Installing is what takes time, so there is one per language and run; whoever changes it copies it.
 */
export async function installedWorker(language: Language): Promise<InstalledWorker> {
  const cwd = join(inject('runFolder'), language);
  const folder = join(cwd, 'image-render');
  const outcome = join(cwd, 'made.json');
  if (await isFirst(cwd)) await make(language, cwd, outcome);
  while (!existsSync(outcome)) await wait(100);
  const made = JSON.parse(await readFile(outcome, 'utf8')) as RunResult;
  if (made.exitCode !== 0) throw new Error(`new ended with ${String(made.exitCode)}:\n${made.stdout}\n${made.stderr}`);
  return { folder, made };
}

/** Files run beside each other; the one that makes the folder makes the worker, and the others wait for it. */
async function isFirst(folder: string): Promise<boolean> {
  return await mkdir(folder).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
}

async function make(language: Language, cwd: string, outcome: string): Promise<void> {
  const flags = ['--owner', 'team-images', '--tier', '1', '--namespace', 'images', '--language', language];
  const made = await npx(['new', '--name', 'image-render', ...flags, '--yes'], { cwd, home: userHome() });
  await writeFile(`${outcome}.new`, JSON.stringify(made));
  await rename(`${outcome}.new`, outcome);
}

/** The same worker in a folder of its own; the installed files are shared with it, the rest is its own. */
export async function copyOfInstalledWorker(language: Language, target: string): Promise<string> {
  const { folder } = await installedWorker(language);
  const installed = language === 'python' ? ['.venv', 'node_modules'] : ['node_modules'];
  await mustRun('sh', [
    '-c',
    'mkdir -p "$2" && tar -C "$1" --exclude=./node_modules --exclude=./.venv -cf - . | tar -C "$2" -xf -',
    'sh',
    folder,
    target,
  ]);
  for (const name of installed) await mustRun('cp', ['-al', join(folder, name), join(target, name)]);
  return target;
}

/** Apart for files that run beside each other: two runs of `npx` in one home undo each other's work. */
export function userHome(): string {
  return join(inject('runFolder'), `home-${process.env['VITEST_POOL_ID'] ?? ''}`);
}

/** Runs a command in a worker as its user does. */
export async function runInWorker(
  folder: string,
  command: readonly string[],
  env: Record<string, string | undefined> = {},
): Promise<RunResult> {
  const [name = '', ...args] = command;
  return await nodeProcesses.run(name, args, { cwd: folder, env: { ...freshUser(userHome()), ...env } });
}

/** What a command in a worker has to say when it fails; nothing when it passes. */
export async function complaintOf(folder: string, command: readonly string[], env?: Record<string, string | undefined>): Promise<string> {
  const { exitCode, stdout, stderr } = await runInWorker(folder, command, env);
  return exitCode === 0 ? '' : `\`${command.join(' ')}\` ended with ${String(exitCode)}\n${stdout}\n${stderr}`;
}

async function mustRun(command: string, args: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await nodeProcesses.run(command, args);
  if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
