import { nodeProcesses } from '../adapters/processes.ts';
import { findTemporal, type TemporalBinary } from '../adapters/temporal/find-temporal.ts';
import { ToolError } from '../errors/tool-error.ts';
import { completionScript, type OwnLine, type PlainLine, runPlain, type WrapDeps } from '../wrap/wrap.ts';

export interface FindCliInput {
  env: WrapDeps['env'];
  talk: (text: string) => void;
  signal: AbortSignal;
  isThisTool: (path: string) => boolean;
}

/** The official CLI, fetched when there is none. */
export async function findCli({ env, talk, signal, isThisTool }: FindCliInput): Promise<TemporalBinary> {
  return await findTemporal({ env, processes: nodeProcesses, terminal: { talk, status: () => undefined }, signal, skip: isThisTool });
}

/** The CLI's script for a shell, made to complete the wrapper. */
export async function printCompletion(line: PlainLine, deps: WrapDeps): Promise<number> {
  let script = '';
  const run: WrapDeps['run'] = async ({ command, args, env }) => {
    const nothingInherited = Object.fromEntries(Object.keys(deps.env).map((name): [string, undefined] => [name, undefined]));
    const { exitCode = 1, stdout, stderr } = await nodeProcesses.run(command, args, { env: { ...nothingInherited, ...env } });
    script = stdout;
    if (stderr !== '') deps.terminal.talk(stderr.trimEnd());
    return { kind: 'exited', code: exitCode };
  };
  const code = await runPlain(line, { ...deps, run });
  process.stdout.write(completionScript(script));
  return code;
}

/** `login`, `logout` and `whoami`. */
export async function runOwn({ command }: OwnLine, _deps: WrapDeps): Promise<number> {
  return await Promise.reject(new ToolError('LOGIN_NEEDED', `${command} is not there yet`));
}
