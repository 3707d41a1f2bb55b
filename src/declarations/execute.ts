import { SourceMap } from 'node:module';
import { ToolError, type Problem } from '../errors/tool-error.ts';
import type { ReadContract } from './assemble.ts';
import { bundleContracts, bundleName, type BundleInput } from './bundle.ts';
import type { RunResult } from './in-vm.ts';
import { refuse } from './refuse.ts';
import { runContracts, type ContractRun, type RunOutcome } from './run-contracts.ts';
import { walk } from './syntax-tree.ts';

export interface ExecuteInput extends Omit<ContractRun, 'code' | 'fileName'> {
  bundle: Omit<BundleInput, 'extra'>;
  contracts: readonly ReadContract[];
}

/** Bundles the contracts and runs them; what goes wrong there is told at the line of the code it is about. */
export async function executeContracts(input: ExecuteInput): Promise<RunResult> {
  try {
    const { outcome } = await attempt(input, undefined);
    if (outcome.kind === 'ran') return outcome.result;
    if (outcome.kind === 'threw') throw refuse([await thrownProblem(input, outcome)]);
    if (outcome.kind === 'endless') throw await endlessError(input);
    if (outcome.kind === 'died') {
      throw refuse([{ file: 'contracts/src', message: `ended the process that imports it: ${outcome.message}` }]);
    }
    throw refuse([{ file: 'contracts/src', message: `needs more than ${input.limits.memory} MB of memory when it is imported` }]);
  } finally {
    await input.bundle.bundler.stop();
  }
}

async function attempt(input: ExecuteInput, extra: BundleInput['extra']): Promise<{ outcome: RunOutcome; sourceMap: string | undefined }> {
  const bundle = await bundleContracts({ ...input.bundle, extra });
  if (bundle.kind === 'refused') throw refuse(bundle.problems);
  const outcome = await runContracts({ ...input, code: bundle.code, fileName: bundleName });
  return { outcome, sourceMap: bundle.sourceMap };
}

/** The source map costs time, so it is made only when there is an error to place. */
async function thrownProblem(input: ExecuteInput, { message, stack, stub }: Extract<RunOutcome, { kind: 'threw' }>): Promise<Problem> {
  const bundle = await bundleContracts({ ...input.bundle, extra: 'source-map' });
  const sourceMap = bundle.kind === 'bundled' ? bundle.sourceMap : undefined;
  const place = sourceMap === undefined ? undefined : placeOfError(stack, sourceMap);
  const text =
    stub === undefined
      ? `throws when it is imported: ${message}`
      : `uses ${stub}, which is not run while declarations are read; contracts may import the schema library and each other only`;
  return { ...(place ?? { file: 'contracts/src' }), message: text };
}

/** The innermost place in the worker's own code; in a package when there is none. */
function placeOfError(stack: string, sourceMap: string): Problem | undefined {
  const map = new SourceMap(JSON.parse(sourceMap) as ConstructorParameters<typeof SourceMap>[0]);
  const pattern = new RegExp(String.raw`${bundleName.replaceAll('.', String.raw`\.`)}:(\d+):(\d+)`, 'g');
  const places = [...stack.matchAll(pattern)].flatMap(([, line, column]) => {
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in entry) || entry.originalSource.endsWith('contracts.entry.js')) return [];
    return [{ file: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1, message: '' }];
  });
  return places.find(({ file }) => !file.includes('node_modules')) ?? places[0];
}

/** Longest second run, which only has to get to the same place. */
const secondRun = 2000;

/** Runs once more, with each module saying that it has begun: the last one is where it goes round. */
async function endlessError(input: ExecuteInput): Promise<ToolError> {
  const limits = { ...input.limits, timeout: Math.min(input.limits.timeout, secondRun) };
  const { outcome } = await attempt({ ...input, limits }, 'progress');
  const file = outcome.kind === 'endless' ? outcome.module : undefined;
  const parsed = input.contracts.find((contract) => contract.parsed.file === file)?.parsed;
  let place: Problem = { file: file ?? 'contracts/src', message: '' };
  if (parsed !== undefined) {
    walk(parsed.program, ({ type, start }) => {
      if (place.line === undefined && /^(For|While|DoWhile)/.test(type)) place = { ...parsed.place(start), message: '' };
    });
  }
  return new ToolError('DECLARATIONS_TIMEOUT', 'the contracts do not end when they are imported', {
    problems: [
      { ...place, message: `was still running after ${input.limits.timeout / 1000} s; a contract only describes, so take the work out` },
    ],
    hint: 'Mend it and run `config` again. Nothing was written.',
  });
}
