import { fileURLToPath } from 'node:url';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { nodeProcesses } from '../../src/adapters/processes.ts';
import type { Deps } from '../../src/cli/deps.ts';
import { platformProgram } from '../../src/cli/platform-program.ts';
import { run, type Program } from '../../src/cli/run.ts';
import { loginProgram } from '../../src/cli/wrap/login-program.ts';
import { nobodyToAsk } from './scripted-prompts.ts';
import { recordingTerminal } from './recording-terminal.ts';

export interface CommandOutcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command line in this process, with this checkout as the installed package. */
export async function runCli(args: readonly string[], changes: Partial<Deps> = {}, program?: Program): Promise<CommandOutcome> {
  const terminal = recordingTerminal();
  const code = await run(args, depsOf({ terminal, ...changes }), program);
  return { code, stdout: terminal.printed.join('\n'), stderr: terminal.said.join('\n') };
}

/** The same of `temporal-platform`. */
export async function runPlatformCli(args: readonly string[], changes: Partial<Deps> = {}): Promise<CommandOutcome> {
  const tool = { ...depsOf().tool, name: 'temporal-platform' };
  return await runCli(args, { tool, ...changes }, platformProgram({ onHangup: () => undefined }));
}

/** What `temporal-wrap` answers itself. */
export async function runWrapCli(args: readonly string[], changes: Partial<Deps> = {}): Promise<CommandOutcome> {
  const tool = { ...depsOf().tool, name: 'temporal-wrap' };
  return await runCli(args, { tool, ...changes }, loginProgram(noPlace));
}

async function noPlace(): Promise<never> {
  return await Promise.reject(new Error('there is no profile here'));
}

/** The outside world as it is, but for what is given. */
export function depsOf(changes: Partial<Deps> = {}): Deps {
  return {
    files: nodeFiles,
    bytes: nodeBytes,
    processes: nodeProcesses,
    terminal: recordingTerminal(),
    prompts: nobodyToAsk,
    cwd: '/nonexistent',
    env: {},
    signal: new AbortController().signal,
    tool: { name: 'gen-temporal-managed-worker', version: '0.1.0', root: fileURLToPath(new URL('../..', import.meta.url)) },
    ...changes,
  };
}
