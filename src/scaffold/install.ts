import type { Processes, RunResult } from '../adapters/processes.ts';
import type { Language } from '../domain/managed-worker.ts';
import { ToolError } from '../errors/tool-error.ts';

export interface InstallStep {
  /** As a person would type it. */
  label: string;
  command: string;
  args: readonly string[];
}

export interface InstallOptions {
  processes: Processes;
  signal: AbortSignal;
  /** Folder of the running package. */
  toolRoot: string;
  /** What mends a failure when pasted where the tool was started. */
  retry: string;
  onStep: (step: InstallStep) => void;
  onDone: (step: InstallStep) => void;
}

const quietNpm = ['--no-audit', '--no-fund', '--loglevel=error'];

/** Installs what a worker needs on this machine, the running tool last: its own verbs call it from there. */
export async function installWorker(target: string, language: Language, options: InstallOptions): Promise<void> {
  const first = language === 'python' ? await pythonStep(target, options) : npmStep(target);
  for (const step of [first, toolStep(target, { toolRoot: options.toolRoot, language })]) {
    options.onStep(step);
    const result = await options.processes.run(step.command, step.args, { cwd: target, signal: options.signal });
    if (options.signal.aborted) throw interrupted(options.retry);
    if (result.exitCode !== 0) throw failed(step, result, options.retry);
    options.onDone(step);
  }
}

function npmStep(target: string): InstallStep {
  return { label: 'npm ci', command: 'npm', args: ['ci', '--prefix', target, ...quietNpm] };
}

/**
 * `--prefix` keeps npm in the worker: without a package.json there it would look for one in the folders above. A lock
 * that is there has to be heeded, or npm asks the registry about everything again.
 */
function toolStep(target: string, { toolRoot, language }: { toolRoot: string; language: Language }): InstallStep {
  const lock = language === 'typescript' ? [] : ['--no-package-lock'];
  const args = ['install', '--prefix', target, '--no-save', ...lock, '--install-links', ...quietNpm, toolRoot];
  return { label: 'this tool into node_modules', command: 'npm', args };
}

const pythons = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python'];
const isRecent = 'import sys; sys.exit(sys.version_info < (3, 11))';

async function pythonStep(target: string, { processes, signal, retry }: InstallOptions): Promise<InstallStep> {
  for (const command of pythons) {
    const { exitCode } = await processes.run(command, ['-c', isRecent], { cwd: target, signal });
    if (exitCode === 0) return { label: 'make install', command, args: ['sdk/install.py'] };
  }
  throw new ToolError('INSTALL_FAILED', 'there is no Python 3.11 or newer on PATH', {
    problems: [{ message: `looked for ${pythons.join(', ')}` }],
    hint: `The files are complete. Install Python, then run \`${retry}\`.`,
  });
}

const shownLines = 8;

function failed({ label, command }: InstallStep, result: RunResult, retry: string): ToolError {
  const how =
    result.startError === undefined ? `ended with ${result.exitCode ?? 'a signal'}` : `could not start: ${command} is not on PATH`;
  const lines = result.stderr
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '');
  return new ToolError('INSTALL_FAILED', `${label} ${how}`, {
    problems: lines.slice(-shownLines).map((message) => ({ message })),
    hint: `The files are complete. Run \`${retry}\` to try again.`,
  });
}

function interrupted(retry: string): ToolError {
  return new ToolError('INTERRUPTED', 'stopped while dependencies were being installed', {
    hint: `The files are complete. Run \`${retry}\` for the rest.`,
  });
}
