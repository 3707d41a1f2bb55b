import { join } from 'node:path';
import type { Files } from '../adapters/files.ts';
import type { Processes, RunResult } from '../adapters/processes.ts';
import { declarations as declarationsShape, type Declarations } from '../domain/declarations.ts';
import { ToolError, type Problem } from '../errors/tool-error.ts';
import { refuse } from './refuse.ts';

export interface PythonInput {
  /** Absolute: the worker's folder. */
  root: string;
  /** Absolute: the folder that holds `read.py`. */
  reader: string;
  files: Pick<Files, 'kindOf'>;
  processes: Pick<Processes, 'run'>;
  /** Milliseconds the contracts may take to be imported. */
  timeout?: number | undefined;
  signal?: AbortSignal | undefined;
}

type Report =
  | { kind: 'read'; declarations: unknown }
  | { kind: 'refused'; problems: readonly Problem[] }
  | { kind: 'endless'; problems: readonly Problem[] };

const defaultTimeout = 15_000;
/** How long the child may take on top, to start and to give up by itself. */
const startAllowance = 10_000;
/** Where an environment keeps its interpreter, by system. */
const interpreters = ['.venv/bin/python', '.venv/Scripts/python.exe'];

/** What a Python worker declares, read in its own interpreter without running any body. */
export async function readPython(input: PythonInput): Promise<Declarations> {
  const { root, reader, processes, signal, timeout = defaultTimeout } = input;
  const interpreter = await findInterpreter(input);
  // Nothing of this shell's Python settings may change what is read, and reading leaves no trace.
  const args = ['-E', '-s', '-B', '-X', 'utf8', join(reader, 'read.py'), root, String(timeout / 1000)];
  const child = await processes.run(interpreter, args, {
    cwd: root,
    timeout: timeout + startAllowance,
    ...(signal === undefined ? {} : { signal }),
  });
  const report = readReport(child, timeout);
  if (report.kind === 'refused') throw refuse(report.problems);
  if (report.kind === 'endless') throw endless(report.problems);
  return declarationsShape.parse(report.declarations);
}

async function findInterpreter({ root, files }: PythonInput): Promise<string> {
  for (const candidate of interpreters) {
    const path = join(root, candidate);
    const kind = await files.kindOf(path);
    if (kind !== undefined && kind !== 'directory') return path;
  }
  throw missingEnvironment(root, 'there is no environment to read the contracts with');
}

function readReport({ stdout, stderr, exitCode, timedOut, startError }: RunResult, timeout: number): Report {
  // A module that holds the interpreter's lock for ever cannot be asked where it is.
  if (timedOut) return { kind: 'endless', problems: [{ file: 'contracts', message: `was still running after ${timeout / 1000} s` }] };
  if (startError !== undefined) throw missingEnvironment('this worker', `its interpreter cannot be started (${startError})`);
  if (/No module named 'pydantic'/.test(stderr) && stdout === '')
    throw missingEnvironment('this worker', 'pydantic is not installed in it');
  if (exitCode !== 0 || stdout === '') {
    return {
      kind: 'refused',
      problems: [{ file: 'contracts', message: `ended the interpreter (${String(exitCode)}): ${lastLine(stderr)}` }],
    };
  }
  return JSON.parse(stdout) as Report;
}

function endless(problems: readonly Problem[]): ToolError {
  return new ToolError('DECLARATIONS_TIMEOUT', 'the contracts do not end when they are imported', {
    problems,
    hint: 'Mend it and run `config` again. Nothing was written.',
  });
}

function missingEnvironment(root: string, message: string): ToolError {
  return new ToolError('TOOLCHAIN_MISSING', "reading the contracts needs the worker's Python environment", {
    problems: [{ file: '.venv', message }],
    hint: `Run \`python3 sdk/install.py\` in ${root}. Nothing was written.`,
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
