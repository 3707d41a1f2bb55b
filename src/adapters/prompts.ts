import { ToolError } from '../errors/tool-error.ts';
import type { ChoiceQuestion, LineQuestion } from './questions.ts';

/** What the command line asks a person. Ctrl-C at a question throws INTERRUPTED. */
export interface Prompts {
  line(question: LineQuestion): Promise<string>;
  choose<T>(question: ChoiceQuestion<T>): Promise<T>;
  confirm(question: string): Promise<boolean>;
}

/** Wide enough for every label, so that answers stand below each other. */
const labelWidth = 11;
const theme = { prefix: { idle: '?', done: '?' } };

/** Asks on stderr, since stdout is for data. What draws the questions loads with the first of them. */
export function terminalPrompts(signal: AbortSignal): Prompts {
  const context = { output: process.stderr, signal };
  return {
    async line(question) {
      const { liveInput } = await import('./live-input.ts');
      return await answered(liveInput({ ...question, label: question.label.padEnd(labelWidth) }, context));
    },
    async choose({ label, choices, default: usual }) {
      const { default: select } = await import('@inquirer/select');
      const items = choices.map(({ value, name }) => ({ value, name, short: name }));
      return await answered(select({ message: label.padEnd(labelWidth), choices: items, default: usual, loop: false, theme }, context));
    },
    async confirm(question) {
      const { default: confirm } = await import('@inquirer/confirm');
      return await answered(confirm({ message: question, default: true, theme }, context));
    },
  };
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const isStopped = error instanceof Error && ['ExitPromptError', 'AbortPromptError', 'CancelPromptError'].includes(error.name);
    throw isStopped ? new ToolError('INTERRUPTED', 'stopped', { hint: 'Nothing was written.', cause: error }) : error;
  }
}
