import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { endIfClosed, openTerminals } from '../adapters/closed-terminal.ts';
import { probeVariable } from '../adapters/temporal/probe.ts';
import { describeError } from '../errors/describe.ts';
import { exitCode } from '../errors/exit-code.ts';
import type { ToolError } from '../errors/tool-error.ts';
import { completionRequest, readLine, refusal, runCall, runPlain, type WrapDeps } from '../wrap/wrap.ts';
import type { Deps } from './deps.ts';
import { wrapDeps } from './wrap-deps.ts';

const talk = (text: string) => {
  try {
    writeSync(2, `${text}\n`);
  } catch {
    // A terminal that has been closed shows nothing to anybody.
  }
};

export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  /** Folder of the running package. */
  root: string;
}

/**
 * Runs one command line of `temporal-wrap` and returns its exit code. Nothing here may open Node's own stdin, stdout or stderr: they are
 * the child's too, and Node would make them non-blocking for it.
 */
export async function runWrapped(args: readonly string[], { env, root }: Surroundings): Promise<number> {
  const terminals = openTerminals();
  try {
    if (env[probeVariable] !== undefined) return refuseProbe();
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    const tool = { name: 'temporal-wrap', version, root };
    return await runLine(args, wrapDeps({ env, talk, tool }), tool);
  } catch (error) {
    return fail(error);
  } finally {
    endIfClosed(terminals);
  }
}

async function runLine(args: readonly string[], deps: WrapDeps, tool: Deps['tool']): Promise<number> {
  const line = readLine(args);
  if (line.kind === 'call') return await runCall(line, deps);
  if (line.kind === 'plain') return await runPlainLine(line, deps);
  if (line.kind === 'refused') throw refusal(line);
  return await (await import('./wrap-machine.ts')).runOwn(line, deps, tool);
}

async function runPlainLine(line: Parameters<typeof runPlain>[0], deps: WrapDeps): Promise<number> {
  const { firstWord, args } = line;
  if (firstWord === 'completion') return await (await import('./wrap-machine.ts')).printCompletion(line, deps);
  if (firstWord === '__complete' || firstWord === '__completeNoDesc') {
    const { args: request, answers } = completionRequest(args);
    if (answers.length > 0) writeSync(1, `${answers.join('\n')}\n`);
    return await runPlain({ ...line, args: request }, deps);
  }
  const asksForOverview = args.length === 0 || (args.length === 1 && ['help', '--help', '-h'].includes(args[0] ?? ''));
  if (asksForOverview) talk(overview);
  return await runPlain(line, deps);
}

const overview = `temporal-wrap is the temporal CLI, as yourself and through the proxy. It adds:
  login, logout, whoami     who you are (each has a --help)
  --environment, --region   which proxy, where the profile does not say
All else is the temporal CLI's own:
`;

/** Somebody looks for the official CLI and found this one. */
function refuseProbe(): number {
  talk('this is temporal-wrap, not the temporal CLI');
  return exitCode.misuse;
}

function fail(error: unknown): number {
  if (isToolError(error)) {
    talk(describeError(error));
    return error.exit;
  }
  talk(
    `error INTERNAL  temporal-wrap has a bug; please report it with the lines below\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return exitCode.bug;
}

/** Not by its class: what is loaded later has a copy of its own. */
function isToolError(error: unknown): error is ToolError {
  return error instanceof Error && error.name === 'ToolError';
}
