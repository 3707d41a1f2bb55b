import type { Processes } from '../adapters/processes.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { RunResult } from './in-vm.ts';

export interface RunLimits {
  /** Milliseconds the contracts may take to be imported and converted. */
  timeout: number;
  /** Megabytes of memory. */
  memory: number;
}

export type RunOutcome =
  | { kind: 'ran'; result: RunResult }
  | { kind: 'threw'; message: string; stack: string; stub: string | undefined }
  | { kind: 'endless'; module: string | undefined }
  | { kind: 'too-large' }
  /** The child itself came to an end, by its own crash or from outside. */
  | { kind: 'died'; message: string };

/** How long the child may take on top, to start and to give up by itself. */
const startAllowance = 10_000;

/**
 * Runs in a child of its own. The context has the language's built-ins and nothing of Node: no `require`, `process`,
 * timers or network. That keeps contracts honest; it is no wall against code that means harm.
 */
const childProgram = `
const { readFileSync } = require('node:fs');
const vm = require('node:vm');
const [timeout, filename] = process.argv.slice(1);
const context = vm.createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false }, microtaskMode: 'afterEvaluate' });
const at = () => vm.runInContext('globalThis.managedAt', context);
let report;
try {
  new vm.Script(readFileSync(0, 'utf8'), { filename }).runInContext(context, { timeout: Number(timeout) });
  report = { kind: 'ran', result: vm.runInContext('managedResult', context) };
} catch (error) {
  report = error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
    ? { kind: 'endless', module: at() }
    : { kind: 'threw', message: String(error && error.message || error), stack: String(error && error.stack || ''), stub: error && error.stub };
}
process.stdout.write(JSON.stringify(report));
`;

export interface ContractRun {
  code: string;
  fileName: string;
  limits: RunLimits;
  processes: Pick<Processes, 'run'>;
  signal?: AbortSignal | undefined;
}

/** Runs a bundle of contracts in a child process and returns what it found. */
export async function runContracts({ code, fileName, limits, processes, signal }: ContractRun): Promise<RunOutcome> {
  const { timeout, memory } = limits;
  // Every line runs once or twice, so optimising any costs more than it gives: a quarter of the whole run.
  const args = [`--max-old-space-size=${memory}`, '--no-opt', '--no-warnings', '-e', childProgram, '--', String(timeout), fileName];
  const child = await processes.run(process.execPath, args, {
    input: code,
    timeout: timeout + startAllowance,
    env: { NODE_OPTIONS: undefined },
    ...(signal === undefined ? {} : { signal }),
  });
  if (child.timedOut) return { kind: 'endless', module: undefined };
  if (child.exitCode !== 0) {
    if (signal?.aborted === true) throw new ToolError('INTERRUPTED', 'stopped', { hint: 'Nothing was written.' });
    if (/heap out of memory|allocation failed/i.test(child.stderr)) return { kind: 'too-large' };
    const reason = child.exitCode === undefined ? (child.startError ?? 'killed') : `exit code ${child.exitCode}`;
    return { kind: 'died', message: [reason, child.stderr.trim().split('\n').at(-1)].join(' ').trim() };
  }
  const report = JSON.parse(child.stdout) as Exclude<RunOutcome, { kind: 'ran' }> | { kind: 'ran'; result: string };
  return report.kind === 'ran' ? { kind: 'ran', result: JSON.parse(report.result) as RunResult } : report;
}
