import type { Language, ManagedWorker } from '../domain/managed-worker.ts';

interface CommandLine {
  command: string;
  args: readonly string[];
}

/** How a worker of one language is built and run on a laptop. */
export interface LocalWorker {
  /** What an install makes; without it nothing runs. */
  installed: { path: string; install: string };
  build: CommandLine | undefined;
  start: CommandLine;
  /** What its engineers type for the sample. */
  startWorkflow: CommandLine;
}

/** Files and folders whose change makes a new worker. */
export const watched = ['worker.yaml', 'contracts', 'src', 'sdk', 'package.json', 'pyproject.toml'];

/** What the tool and the languages write themselves, and what editors leave beside a file while they save it. */
export function isIgnored(path: string): boolean {
  return /(^|\/)(\.[^/]*|__pycache__|node_modules|[^/]*~|4913)(\/|$)|^src\/generated(\/|$)|\/generated\.py$|\.(pyc|tmp|sw[a-z])$/.test(
    path,
  );
}

export function localWorker({ language, name }: Pick<ManagedWorker, 'language' | 'name'>): LocalWorker {
  const workers: Record<Language, () => LocalWorker> = {
    typescript: () => ({
      installed: { path: 'node_modules', install: 'npm install' },
      build: { command: 'npm', args: ['run', '--silent', 'build'] },
      start: { command: 'node', args: ['--enable-source-maps', 'dist/src/main.js'] },
      startWorkflow: { command: 'npm', args: ['run', '--silent', 'start-workflow'] },
    }),
    python: () => ({
      installed: { path: '.venv', install: 'make install' },
      build: undefined,
      start: { command: '.venv/bin/python', args: ['-m', `${name.replaceAll('-', '_')}.main`] },
      startWorkflow: { command: 'make', args: ['--silent', 'start-workflow'] },
    }),
  };
  return workers[language]();
}
