import { exitCode } from '../../errors/exit-code.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { finishUpgrade, ownFile, resolvePath, undoUpgrade, type Resolution, type WorkerInput } from '../../regenerate/regenerate.ts';
import type { Deps } from '../deps.ts';
import { pairOf } from '../pair-of.ts';
import { madeExit } from './outcome.ts';
import { madeText } from './report.ts';
import { workerRoots } from './worker-inputs.ts';

export interface WaitingFlags {
  continue: boolean;
  abort: boolean;
  resolve: readonly string[];
  own?: string | undefined;
  reason?: string | undefined;
}

const resolveForm = 'PATH=ours, PATH=theirs or PATH=deleted';

interface WaitingRun {
  deps: Deps;
  paths: readonly string[];
  flags: WaitingFlags & {
    branchPerWorker: boolean;
    all: boolean;
    json: boolean;
    dryRun: boolean;
    to?: string | undefined;
    set: readonly string[];
    heal: boolean;
  };
  inputOf: (root: string) => Promise<WorkerInput>;
}

/** What goes on with an upgrade that waits, or changes whose a file is; `undefined` when none of it is asked for. */
export async function runWaiting(run: WaitingRun): Promise<number | undefined> {
  const { flags, deps } = run;
  const asked = [flags.continue, flags.abort, flags.resolve.length > 0, flags.own !== undefined].filter(Boolean).length;
  if (asked === 0) {
    if (flags.reason === undefined) return undefined;
    throw new ToolError('USAGE', '--reason goes with --own', { hint: 'Nothing was written.' });
  }
  checkAlone(run, asked);
  const [root = ''] = await workerRoots(deps, run.paths, { all: false });
  const code = await doOne(run, await run.inputOf(root));
  if (flags.json) deps.terminal.print(JSON.stringify({ schemaVersion: 1, workers: [{ root, exit: code }] }, undefined, 2));
  return code;
}

function checkAlone({ flags, paths }: WaitingRun, asked: number): void {
  const others =
    flags.branchPerWorker || flags.all || flags.dryRun || flags.heal || flags.to !== undefined || flags.set.length > 0 || paths.length > 1;
  if (asked === 1 && !others) return;
  throw new ToolError('USAGE', '--continue, --abort, --resolve and --own each stand alone, for one worker', {
    hint: 'Give one of them, and at most one path. Nothing was written.',
  });
}

async function doOne({ flags, deps }: WaitingRun, input: WorkerInput): Promise<number> {
  const { terminal } = deps;
  if (flags.continue) {
    const made = await finishUpgrade(input);
    terminal.talk(['regenerate  done', ...madeText(made)].join('\n'));
    return madeExit(made);
  }
  if (flags.abort) {
    await undoUpgrade(input);
    terminal.talk('regenerate  every file is as it was');
    return exitCode.done;
  }
  if (flags.own !== undefined) {
    if ((flags.reason ?? '').trim() === '') throw new ToolError('USAGE', '--own needs --reason', { hint: 'Say why. Nothing was written.' });
    await ownFile(input, flags.own, flags.reason ?? '');
    terminal.talk(`regenerate  ${flags.own} is yours from here on; the template leaves it alone`);
    return exitCode.done;
  }
  for (const text of flags.resolve) {
    const [path, resolution] = pairOf(text, '--resolve', resolveForm);
    await resolvePath(input, path, checkedResolution(resolution));
    terminal.talk(`regenerate  ${path}: ${resolution}`);
  }
  terminal.talk('  When all are resolved: regenerate --continue');
  return exitCode.done;
}

function checkedResolution(text: string): Resolution {
  if (text === 'ours' || text === 'theirs' || text === 'deleted') return text;
  throw new ToolError('USAGE', `--resolve takes ${resolveForm}, not ${text}`, { hint: 'Nothing was written.' });
}
