import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface TerminalStep {
  /** Waits for it among what has been printed since the step before. */
  until?: string;
  /** As if it was typed. */
  send?: string;
  /** Rows and columns. */
  resize?: readonly [number, number];
  /** To the command. */
  signal?: NodeJS.Signals;
  /** Whoever is in front of it then gets SIGHUP. */
  close?: true;
}

export interface TerminalOutcome {
  output: string;
  code: number;
  /** The modes of the terminal are what they were. */
  restored: boolean;
}

const program = fileURLToPath(new URL('./on_terminal.py', import.meta.url));

/** Runs a command on a terminal of its own, step by step. */
export async function onTerminal(
  command: readonly string[],
  steps: readonly TerminalStep[],
  env: NodeJS.ProcessEnv,
): Promise<TerminalOutcome> {
  const child = spawn('python3', [program, JSON.stringify(steps), ...command], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill());
  let [answer, problem] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (answer += data.toString()));
  child.stderr.on('data', (data: Buffer) => (problem += data.toString()));
  await once(child, 'close');
  if (problem !== '') throw new Error(problem);
  return JSON.parse(answer) as TerminalOutcome;
}
