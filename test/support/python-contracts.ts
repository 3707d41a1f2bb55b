import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nodeFiles } from '../../src/adapters/files.ts';
import { nodeProcesses } from '../../src/adapters/processes.ts';
import { readPython } from '../../src/declarations/python.ts';
import type { Declarations } from '../../src/domain/declarations.ts';
import { ToolError } from '../../src/errors/tool-error.ts';
import { linkPythonEnvironment, pythonReader, pythonTemplate } from './python-worker.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const contracts = 'contracts/render_contracts/__init__.py';
/** Five lines: what a case adds begins on the sixth. */
export const head = `from datetime import timedelta
from pydantic import BaseModel
from .define import Retry, managed_activity, managed_workflow, query, signal, update
class Job(BaseModel):
    prompt: str
`;
export const decorator = '@managed_activity(task_queue="gpu", start_to_close=timedelta(minutes=2))';

export function inContracts(code: string): Record<string, string> {
  return { [contracts]: `${head}${code}` };
}

/** What a worker of these files declares, read in a real interpreter. */
export async function read(files: Readonly<Record<string, string>>, timeout?: number): Promise<Declarations> {
  const root = await workerOf(files);
  return await readPython({ root, reader: pythonReader, files: nodeFiles, processes: nodeProcesses, timeout });
}

export async function refused(files: Readonly<Record<string, string>>, timeout?: number): Promise<ToolError> {
  return await thrown(read(files, timeout));
}

export async function thrown(work: Promise<unknown>): Promise<ToolError> {
  const error = await work.then(
    () => new Error('nothing was thrown'),
    (reason: unknown) => reason,
  );
  if (error instanceof ToolError) return error;
  throw error;
}

async function workerOf(files: Readonly<Record<string, string>>): Promise<string> {
  const define = await readFile(join(pythonTemplate, 'files/contracts/{{package}}_contracts/define.py'), 'utf8');
  const root = await temporaryFolder({ 'contracts/render_contracts/define.py': define, [contracts]: head, 'src/render/__init__.py': '' });
  await linkPythonEnvironment(root);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}
