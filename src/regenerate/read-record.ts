import { join } from 'node:path';
import type { Files } from '../adapters/files.ts';
import { record, recordPath, type WorkerRecord } from '../domain/record.ts';
import { ToolError, type Problem } from '../errors/tool-error.ts';

export interface FoundRecord {
  value: WorkerRecord;
  text: string;
}

/** The record of the worker in `root`, as strictly as it was written. */
export async function readRecord(root: string, files: Pick<Files, 'readText'>): Promise<FoundRecord> {
  const text = await readText(root, files);
  if (text === undefined) {
    throw new ToolError('WORKER_NOT_FOUND', `${root} has no ${recordPath}, so it is not known what it was made from`, {
      hint: 'Name the folder of a managed worker, or get the record back from git. Nothing was written.',
    });
  }
  const marker = text.search(/^(<{7}|={7}|>{7}|\|{7})( |$)/m);
  if (marker >= 0) {
    const problem = { file: recordPath, line: lineAt(text, marker), message: 'has a conflict marker' };
    throw invalid('holds conflict markers of a git merge', [problem], sideAdvice);
  }
  return { text, value: parse(text) };
}

async function readText(root: string, files: Pick<Files, 'readText'>): Promise<string | undefined> {
  try {
    return await files.readText(join(root, recordPath));
  } catch (error) {
    // What a commit lacks of it has been told already.
    if (error instanceof ToolError || !(error instanceof Error && 'code' in error)) throw error;
    throw invalid(error.code === 'EISDIR' ? 'is a folder' : `cannot be read: ${error.message}`, [], 'Get it back from git');
  }
}

function parse(text: string): WorkerRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid('is not JSON', [{ file: recordPath, ...placeOf(text, error as Error) }], 'Get it back from git');
  }
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version === 'number' && version > 1) {
    throw invalid(`was written by a newer version of the tool (schema ${version})`, [], 'Use that version');
  }
  const result = record.safeParse(value);
  if (result.success) return withinWorker(result.data);
  const problems = result.error.issues.map(({ path, message }) => ({ file: recordPath, field: path.join('.'), message }));
  throw invalid('does not have the shape of a record', problems, 'Get it back from git');
}

/** A record that somebody edited never leads to a file that is not the worker's. */
function withinWorker(value: WorkerRecord): WorkerRecord {
  const { files, pending } = value;
  const named = [
    ...Object.keys(files).map((path) => ({ field: 'files', path })),
    ...(pending?.conflicts ?? []).map(({ path }) => ({ field: 'pending.conflicts', path })),
    ...(pending?.changes ?? []).map(({ path }) => ({ field: 'pending.changes', path })),
  ];
  const problems = named
    .filter(({ path }) => leadsOut(path))
    .map(({ field, path }) => ({ file: recordPath, field, message: `${JSON.stringify(path)} is no path of a file in the worker` }));
  if (problems.length > 0) throw invalid('names files that are not the worker’s', problems, 'Get it back from git');
  return value;
}

function leadsOut(path: string): boolean {
  const segments = path.split(/[/\\]/);
  return (
    segments.some((segment) => ['', '.', '..'].includes(segment)) || /^[A-Za-z]:|\0/.test(path) || segments[0]?.toLowerCase() === '.git'
  );
}

/** The record says what the files were made from, so it has to go with them. */
const sideAdvice =
  'Merge the files first; keep the record of the side whose template they follow, with `git checkout --ours` or `--theirs` on it alone';

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** Where V8 says that it stopped; a file that ends too soon is wrong at its end. */
function placeOf(text: string, { message }: Error): Pick<Problem, 'line' | 'column' | 'message'> {
  const index = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length);
  const before = text.slice(0, index);
  return {
    line: lineAt(text, index),
    column: index - before.lastIndexOf('\n'),
    message: message.replace(/ in JSON at position.*| \(line.*/s, ''),
  };
}

function invalid(what: string, problems: readonly Problem[], advice: string): ToolError {
  return new ToolError('RECORD_INVALID', `${recordPath} ${what}`, { problems, hint: `${advice}. Nothing was written.` });
}
