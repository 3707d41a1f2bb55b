import type { Language } from '../../src/domain/managed-worker.ts';

/** What a person types in a worker, by language; everything else is the same for both. */
export interface Journey {
  language: Language;
  /** What `new` says it has done. */
  made: string[];
  checks: { title: string; command: string[] }[];
  lint: string[];
  config: string[];
  checkConfig: string[];
  build: string[];
  /** The process an image runs. */
  start: string[];
  lacksNap: RegExp;
}

export const journeys: Journey[] = [
  {
    language: 'typescript',
    made: ['npm ci', 'this tool into node_modules'],
    checks: [
      { title: 'its own tests pass', command: ['npm', 'test'] },
      { title: 'format, lint and types are clean', command: ['npm', 'run', 'check'] },
    ],
    lint: ['npm', 'run', 'check'],
    config: ['npm', 'run', 'config'],
    checkConfig: ['npm', 'run', 'config', '--', '--check'],
    build: ['npm', 'run', 'build'],
    start: ['node', '--enable-source-maps', 'dist/src/main.js'],
    lacksNap: /The code has workflow Nap, and config lists it nowhere/,
  },
  {
    language: 'python',
    made: ['make install', 'this tool into node_modules'],
    checks: [
      { title: 'its own tests pass', command: ['make', 'test'] },
      { title: 'format, lint and types are clean', command: ['make', 'lint', 'typecheck'] },
    ],
    lint: ['make', 'lint', 'typecheck'],
    config: ['make', 'config'],
    checkConfig: ['make', 'config-check'],
    // Nothing is built; the modules import.
    build: ['.venv/bin/python', '-c', 'import image_render.main'],
    start: ['.venv/bin/python', '-m', 'image_render.main'],
    lacksNap: /workflow Nap is declared but missing from config/,
  },
];
