import { dirname, relative } from 'node:path';
import { exitCode } from '../../errors/exit-code.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { openBranches, planBranch, type BranchRun, type UpgradeOptions, type WorkerInput } from '../../regenerate/regenerate.ts';
import type { Deps } from '../deps.ts';
import { platformFileName, platformLoader, type LoadedPlatform } from '../load-platform.ts';
import { fleetReporter, type ReporterFlags } from './fleet-reporter.ts';
import { exitOf, failed, slimPlan, stateOf, type Outcome } from './outcome.ts';
import { letSignalsIn, progressText } from './progress.ts';
import { isWanted, workerInputs, type WorkerFlags } from './worker-inputs.ts';

export interface BranchFlags {
  branchPerWorker: boolean;
  from?: string | undefined;
  withConflicts: boolean;
}

export interface BranchesRun {
  deps: Deps;
  paths: readonly string[];
  flags: BranchFlags & WorkerFlags & ReporterFlags & { onlyClean: boolean };
  options: UpgradeOptions;
  where: readonly (readonly [string, string])[];
  limit: number;
}

/** Workers whose files are read at a time. */
const batch = 32;

/** `--branch-per-worker`: an upgrade of every worker as a branch of the repository, without a checkout; returns the exit code. */
export async function runBranches(run: BranchesRun): Promise<number> {
  const { deps, flags, paths } = run;
  const { cwd, files, bytes, processes, terminal } = deps;
  const from = flags.from ?? 'HEAD';
  const branches = await openBranches({ cwd, from, paths, all: flags.all, named: platformFileName, files, bytes, processes });
  const outcomes = await proposeAll(run, branches);
  if (!flags.dryRun) await branches.write();
  terminal.status('');
  const reporter = fleetReporter(deps, flags, !flags.all && branches.roots.length === 1);
  for (const outcome of outcomes) await reporter.add({ ...outcome, written: !flags.dryRun && outcome.branch?.state === 'made' });
  return reporter.end();
}

async function proposeAll(run: BranchesRun, branches: BranchRun): Promise<Outcome[]> {
  const { deps, flags, where } = run;
  const { roots } = branches;
  const inputOf = workerInputs(deps, flags, { roots, platformOf: treePlatforms(run, branches) });
  const outcomes: Outcome[] = [];
  let begun = 0;
  for (const [index, root] of roots.entries()) {
    await letSignalsIn(deps.signal);
    if (index % batch === 0) await branches.load(roots.slice(index, index + batch));
    if (roots.length > 1) deps.terminal.status(progressText(index, roots.length, relative(branches.top, root)));
    try {
      if (!(await isWanted(branches, root, where))) continue;
      const input = branches.inputFrom(await inputOf(root));
      const outcome = await proposeOne(input, { run, branches, isOverLimit: begun >= run.limit });
      // A branch that is there already is part of the ring, or the next run would not be the same.
      if (outcome.branch !== undefined) begun += 1;
      outcomes.push(outcome);
    } catch (error) {
      outcomes.push(failed(root, error));
    }
  }
  return outcomes;
}

interface ProposeOptions {
  run: BranchesRun;
  branches: BranchRun;
  isOverLimit: boolean;
}

async function proposeOne(input: WorkerInput, { run, branches, isOverLimit }: ProposeOptions): Promise<Outcome> {
  const { options, flags } = run;
  const plan = await planBranch(input, options);
  const state = stateOf(plan);
  const outcome: Outcome = { root: plan.root, state, exit: exitOf(state), written: false, plan: flags.diff ? plan : slimPlan(plan) };
  if (['current', 'held', 'refused'].includes(state)) return outcome;
  const needsPerson = exitOf(state) !== exitCode.done;
  if (isOverLimit || (flags.onlyClean && needsPerson)) return { ...outcome, state: 'left', exit: exitCode.done };
  if (needsPerson && !flags.withConflicts) return outcome;
  const branch = await branches.propose(plan, input);
  if (branch === undefined) return { ...outcome, state: 'current' };
  return branch.state === 'left' ? { ...outcome, state: 'left', exit: exitCode.done, branch } : { ...outcome, branch };
}

/** The platform file that the commit has above a worker; above the repository, whatever lies there. */
function treePlatforms({ deps, flags }: BranchesRun, { top, files }: BranchRun): (root: string) => Promise<LoadedPlatform> {
  const onDisk = platformLoader(deps, flags.platform);
  const inTree = new Map<string, (root: string) => Promise<LoadedPlatform>>();
  return async (root) => {
    if (flags.platform !== undefined) return await onDisk(root);
    for (let folder = root; folder.startsWith(top); folder = dirname(folder)) {
      const file = folder === '/' ? `/${platformFileName}` : `${folder}/${platformFileName}`;
      if ((await files.kindOf(file)) !== 'file') continue;
      const load = inTree.get(file) ?? platformLoader({ cwd: deps.cwd, files }, file);
      inTree.set(file, load);
      return await load(root);
    }
    return await onDisk(dirname(top));
  };
}

/** Flags that mean something only for branches. */
export function checkBranchFlags({ branchPerWorker, from, withConflicts }: BranchFlags): void {
  if (branchPerWorker || (from === undefined && !withConflicts)) return;
  throw new ToolError('USAGE', `${from === undefined ? '--with-conflicts' : '--from'} goes with --branch-per-worker`, {
    hint: 'Nothing was written.',
  });
}
