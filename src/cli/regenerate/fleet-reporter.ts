import type { Deps } from '../deps.ts';
import { worstExit, type Outcome } from './outcome.ts';
import { documentText, outcomeJson, outcomeText, planDiff, summaryText } from './report.ts';

export interface ReporterFlags {
  dryRun: boolean;
  diff: boolean;
  json: boolean;
}

/** Says of each worker what became of it as soon as it is known: a thousand plans at once would fill the memory. */
export interface FleetReporter {
  add(outcome: Outcome): Promise<void>;
  /** What is said of all; returns the exit code of the run. */
  end(): number;
}

export function fleetReporter(deps: Pick<Deps, 'terminal' | 'cwd'>, flags: ReporterFlags, isOne: boolean): FleetReporter {
  const { terminal, cwd } = deps;
  const documents: string[] = [];
  const said = new Set<string>();
  const outcomes: Pick<Outcome, 'state' | 'exit'>[] = [];
  return {
    async add(outcome) {
      // One worker that fails is an error like any other; in a run of several it is a line of the report.
      if (isOne && outcome.state === 'failed') throw outcome.error;
      outcomes.push({ state: outcome.state, exit: outcome.exit });
      if (flags.json) documents.push(await outcomeJson(outcome, { cwd, withDiff: flags.diff }));
      else if (isOne || outcome.state !== 'current') await say(outcome, { deps, flags, said });
    },
    end() {
      if (flags.json) terminal.print(documentText(documents));
      else if (!isOne || outcomes.length === 0) terminal.talk(summaryText(outcomes));
      return worstExit(outcomes);
    },
  };
}

interface SayOptions {
  deps: Pick<Deps, 'terminal' | 'cwd'>;
  flags: ReporterFlags;
  /** Moves from version to version that were told of in this run. */
  said: Set<string>;
}

async function say(outcome: Outcome, { deps, flags, said }: SayOptions): Promise<void> {
  const { terminal, cwd } = deps;
  const moves = JSON.stringify([outcome.plan?.template, outcome.plan?.overlay]);
  const text = outcomeText(outcome, { cwd, dryRun: flags.dryRun, withoutChanges: said.has(moves) });
  // One that is passed over is told of in a line.
  if (outcome.state !== 'held' && outcome.state !== 'left') said.add(moves);
  if (flags.dryRun) terminal.print(text);
  else terminal.talk(text);
  if (flags.diff && outcome.plan !== undefined) terminal.print(await planDiff(outcome.plan, terminal.hasColour));
}
