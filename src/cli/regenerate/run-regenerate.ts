import { relative } from 'node:path';
import { exitCode } from '../../errors/exit-code.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { applyUpgrade, planUpgrade, type UpgradeOptions, type WorkerInput, type WorkerPlan } from '../../regenerate/regenerate.ts';
import { askQuestion } from '../ask-question.ts';
import type { Deps } from '../deps.ts';
import { pairOf } from '../pair-of.ts';
import { fleetReporter, type FleetReporter } from './fleet-reporter.ts';
import { exitOf, failed, madeExit, stateOf, type Outcome } from './outcome.ts';
import { letSignalsIn, progressText } from './progress.ts';
import { checkBranchFlags, runBranches, type BranchFlags } from './run-branches.ts';
import { runWaiting, type WaitingFlags } from './run-waiting.ts';
import { isWanted, workerInputs, workerRoots, type WorkerFlags } from './worker-inputs.ts';

export interface RegenerateFlags extends WorkerFlags, WaitingFlags, BranchFlags {
  to?: string | undefined;
  set: readonly string[];
  where: readonly string[];
  limit?: string | undefined;
  onlyClean: boolean;
  heal: boolean;
  dryRun: boolean;
  diff: boolean;
  json: boolean;
}

interface Run {
  deps: Deps;
  flags: RegenerateFlags;
  options: UpgradeOptions;
  where: readonly (readonly [string, string])[];
  limit: number;
  inputOf: (root: string) => Promise<WorkerInput>;
}

/** `regenerate`: one worker or many; returns the exit code. */
export async function runRegenerate(deps: Deps, paths: readonly string[], flags: RegenerateFlags): Promise<number> {
  checkBranchFlags(flags);
  const inputOf = workerInputs(deps, flags);
  const ofWaiting = await runWaiting({ deps, paths, flags, inputOf });
  if (ofWaiting !== undefined) return ofWaiting;
  const set = Object.fromEntries(flags.set.map((text) => pairOf(text, '--set')));
  const run: Run = {
    deps,
    flags,
    inputOf,
    options: { to: flags.to, set, heal: flags.heal, ask: askerOf(deps, flags) },
    where: flags.where.map((text) => pairOf(text, '--where')),
    limit: limitOf(flags.limit),
  };
  if (flags.branchPerWorker) return await runBranches({ ...run, paths });
  const roots = await workerRoots(deps, paths, flags);
  const isOne = !flags.all && roots.length === 1;
  const reporter = fleetReporter(deps, flags, isOne);
  await regenerateAll(roots, { ...run, inputOf: workerInputs(deps, flags, { roots }) }, reporter);
  return reporter.end();
}

/** A person, where one is there; whoever asks for a document is none. */
function askerOf({ terminal, prompts }: Deps, { json, all }: RegenerateFlags): UpgradeOptions['ask'] {
  if (!terminal.isInteractive || json) return undefined;
  return async (question, worker) => {
    terminal.status('');
    return await askQuestion(prompts, question, all ? worker : undefined);
  };
}

async function regenerateAll(roots: readonly string[], run: Run, reporter: FleetReporter): Promise<void> {
  let begun = 0;
  for (const [index, root] of roots.entries()) {
    await letSignalsIn(run.deps.signal);
    if (roots.length > 1) run.deps.terminal.status(progressText(index, roots.length, relative(run.deps.cwd, root)));
    const outcome = await regenerateOne(root, run, begun >= run.limit);
    if (outcome === undefined) continue;
    await reporter.add(outcome);
    if (outcome.written || (run.flags.dryRun && !['current', 'held', 'left', 'failed'].includes(outcome.state))) begun += 1;
  }
  run.deps.terminal.status('');
}

/** `undefined`: the worker is not asked for. */
async function regenerateOne(root: string, run: Run, isOverLimit: boolean): Promise<Outcome | undefined> {
  try {
    if (!(await isWanted(run.deps, root, run.where))) return undefined;
    const input = await run.inputOf(root);
    const plan = await planUpgrade(input, run.options);
    return await carryOut({ plan, input }, run, isOverLimit);
  } catch (error) {
    return failed(root, error);
  }
}

async function carryOut({ plan, input }: { plan: WorkerPlan; input: WorkerInput }, { flags }: Run, isOverLimit: boolean): Promise<Outcome> {
  const { root } = plan;
  const state = stateOf(plan);
  const isLeft = (flags.onlyClean && exitOf(state) !== exitCode.done) || isOverLimit;
  if (state !== 'current' && isLeft) return { root, state: 'left', exit: exitCode.done, written: false, plan };
  const isIdle = state === 'current' || state === 'held' || state === 'refused';
  if (flags.dryRun || isIdle) return { root, state, exit: exitOf(state), written: false, plan };
  const made = await applyUpgrade(plan, input);
  return { root, state, exit: exitOf(state) || madeExit(made), written: true, plan, made };
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new ToolError('USAGE', `--limit takes a number of workers, not ${text}`, { hint: 'Nothing was written.' });
}
