import type { Processes, RunResult } from '../../adapters/processes.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { runGit } from '../repository.ts';

export interface GitOptions {
  input?: string | Uint8Array;
  encoding?: 'utf8' | 'latin1';
}

/** Git in one repository, without a network. */
export interface Git {
  /** What it printed; throws when it fails. */
  ask(args: readonly string[], options?: GitOptions): Promise<string>;
  /** The same, where failing is an answer too. */
  try(args: readonly string[], options?: GitOptions): Promise<RunResult>;
}

export function gitIn(cwd: string, processes: Pick<Processes, 'run'>): Git {
  const attempt: Git['try'] = async (args, options = {}) => await runGit(processes, args, { cwd, ...options });
  return {
    try: attempt,
    async ask(args, options) {
      const result = await attempt(args, options);
      if (result.exitCode === 0) return result.stdout;
      if (result.startError !== undefined) throw unusable('git is not installed', 'Install git');
      throw unusable(`git ${args[0] ?? ''} failed: ${firstLine(result.stderr)}`, 'Mend that and run it again');
    },
  };
}

export function unusable(message: string, advice: string): ToolError {
  return new ToolError('REPOSITORY_UNUSABLE', message, { hint: `${advice}. Nothing was written.` });
}

function firstLine(text: string): string {
  return (text.trim().split('\n')[0] ?? '').replace(/^fatal: /, '');
}
