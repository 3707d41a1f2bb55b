import { relative } from 'node:path';
import type { Language } from '../../domain/managed-worker.ts';

export interface NextStepsInput {
  cwd: string;
  target: string;
  language: Language;
  /** Dependencies are there already. */
  isInstalled: boolean;
}

const verbs = {
  typescript: { install: 'npm ci', dev: 'npm run dev' },
  python: { install: 'make install', dev: 'make dev' },
} as const satisfies Record<Language, { install: string; dev: string }>;

/** One line for a shell, from the folder the tool was started in to a running worker. */
export function nextSteps({ cwd, target, language, isInstalled }: NextStepsInput): string {
  const { install, dev } = verbs[language];
  return [...enter(cwd, target), ...(isInstalled ? [] : [install]), dev].join(' && ');
}

/** The same, for what an installation that failed is to be tried again with. */
export function installAgain({ cwd, target, language }: Omit<NextStepsInput, 'isInstalled'>): string {
  return [...enter(cwd, target), verbs[language].install].join(' && ');
}

function enter(cwd: string, target: string): string[] {
  const path = relative(cwd, target);
  return path === '' ? [] : [`cd ${shellWord(path)}`];
}

/** A name that begins with a hyphen would be an option, in quotes too. */
function shellWord(text: string): string {
  const path = text.startsWith('-') ? `./${text}` : text;
  return /^[\w./@:+,-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
