import { nodeProcesses } from '../adapters/processes.ts';
import { findTemporal, type TemporalBinary } from '../adapters/temporal/find-temporal.ts';
import { completionScript, type OwnLine, placeFor, type PlainLine, runPlain, type Wish, type WrapDeps } from '../wrap/wrap.ts';
import type { Deps } from './deps.ts';
import { runOnThisMachine } from './this-machine.ts';
import type { FindPlace } from './wrap/login-place.ts';
import { loginProgram } from './wrap/login-program.ts';

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
    const {
      exitCode = 1,
      stdout,
      stderr,
    } = await nodeProcesses.run(command, args, {
      signal: deps.signal,
      env: { ...nothingInherited, ...env },
    });
    script = stdout;
    if (stderr !== '') deps.terminal.talk(stderr.trimEnd());
    return { kind: 'exited', code: exitCode };
  };
  const code = await runPlain(line, { ...deps, run });
  process.stdout.write(completionScript(script));
  return code;
}

/** `login`, `logout` and `whoami`. */
export async function runOwn({ command, args, environment, region }: OwnLine, wrapDeps: WrapDeps, tool: Deps['tool']): Promise<number> {
  const inFront = { environment, region };
  const findPlace: FindPlace = async (flags) => await placeFor({ ...defined(inFront), ...flags }, wrapDeps);
  return await runOnThisMachine([command, ...args], tool, { program: loginProgram(findPlace) });
}

function defined(wish: { environment: string | undefined; region: string | undefined }): Wish {
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
}
