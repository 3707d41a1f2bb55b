import { join } from 'node:path';
import { vi } from 'vitest';
import { nodeProcesses, type RunningProcess } from '../../src/adapters/processes.ts';
import { linkPythonEnvironment, pythonPath, writePythonWorker } from './python-worker.ts';
import type { ToolName } from './tools.ts';
import { writeTypescriptWorker } from './typescript-worker.ts';

/** A worker of either language in a folder, for what both have to do alike. */
export interface WorkerLanguage {
  language: 'typescript' | 'python';
  needs: readonly ToolName[];
  /** All but the build. */
  write: (folder: string) => Promise<void>;
  build: (folder: string) => Promise<void>;
  command: (folder: string) => { command: string; args: string[]; env: Record<string, string> };
  /** Starts the sample workflow and prints its result. */
  sample: (folder: string) => { command: string; args: string[]; env: Record<string, string> };
}

const inPython = (folder: string, module: string) => ({
  command: join(folder, '.venv/bin/python'),
  args: ['-m', module],
  env: { PYTHONPATH: pythonPath(folder) },
});

export const workerLanguages: readonly WorkerLanguage[] = [
  {
    language: 'typescript',
    needs: ['temporal'],
    write: async (folder) => await writeTypescriptWorker(folder),
    build: async (folder) => {
      await nodeProcesses.run('node', ['sdk/build.mjs'], { cwd: folder, env: { PATH: process.env['PATH'] } });
    },
    command: () => ({ command: process.execPath, args: ['dist/src/main.js'], env: {} }),
    sample: () => ({ command: process.execPath, args: ['dist/scripts/start-workflow.js', 'Ada'], env: {} }),
  },
  {
    language: 'python',
    needs: ['temporal', 'python', 'python-registry'],
    write: async (folder) => {
      await writePythonWorker(folder);
      await linkPythonEnvironment(folder);
    },
    build: async () => undefined,
    command: (folder) => inPython(folder, 'image_render.main'),
    sample: (folder) => ({ ...inPython(folder, 'image_render.start'), args: ['-m', 'image_render.start', 'Ada'] }),
  },
];

export interface RunningWorker extends RunningProcess {
  lines: string[];
}

export async function startWorkerOf({ command }: WorkerLanguage, folder: string, env: Record<string, string>): Promise<RunningWorker> {
  const lines: string[] = [];
  const given = command(folder);
  const running = await nodeProcesses.start(given.command, given.args, {
    cwd: folder,
    env: { ...given.env, HEALTH_PORT: '0', METRICS_PORT: '0', ...env },
    onLine: (line) => lines.push(line),
  });
  return { ...running, lines };
}

export async function untilSaid(text: string, { lines }: RunningWorker): Promise<void> {
  await vi.waitFor(
    () => {
      if (!lines.join('\n').includes(text)) throw new Error(`no "${text}" in\n${lines.join('\n')}`);
    },
    { timeout: 30_000, interval: 50 },
  );
}
