import { describeError } from '../errors/describe.ts';
import { exitCode } from '../errors/exit-code.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { Deps } from './deps.ts';

/** Parses a command line and runs what it asks for; returns the exit code. */
export type Program = (deps: Deps, args: readonly string[]) => Promise<number>;

/** Runs one command line and returns its exit code. The only place that prints an error. */
export async function run(args: readonly string[], deps: Deps, program?: Program): Promise<number> {
  try {
    const runProgram = program ?? (await import('./program.ts')).program;
    return await runProgram(deps, args);
  } catch (error) {
    const wantsJson = args.includes('--json');
    return wantsJson ? failJson(error, deps) : failText(error, deps);
  }
}

function failText(error: unknown, { terminal, tool }: Deps): number {
  if (error instanceof ToolError) {
    terminal.talk(describeError(error));
    return error.exit;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.talk(`error INTERNAL  ${tool.name} ${tool.version} has a bug; please report it with the lines below\n${text}`);
  return exitCode.bug;
}

function failJson(error: unknown, { terminal }: Deps): number {
  const isTool = error instanceof ToolError;
  const message = error instanceof Error ? error.message : String(error);
  const body = isTool
    ? { code: error.code, message, problems: error.problems, ...(error.hint === undefined ? {} : { hint: error.hint }) }
    : { code: 'INTERNAL', message, problems: [] };
  terminal.print(JSON.stringify({ schemaVersion: 1, error: body }, undefined, 2));
  return isTool ? error.exit : exitCode.bug;
}
