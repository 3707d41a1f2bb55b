import type { Prompts } from '../../src/adapters/prompts.ts';

export interface ScriptedPrompts extends Prompts {
  /** Every question that was asked, with its default. */
  readonly asked: string[];
}

/** A person who gives these answers by label; without one they take the default, as by pressing Enter. */
export function scriptedPrompts(answers: Readonly<Record<string, unknown>>): ScriptedPrompts {
  const asked: string[] = [];
  const given = (label: string, usual: unknown) => {
    asked.push(`${label} (${String(usual)})`);
    return label in answers ? answers[label] : usual;
  };
  return {
    asked,
    line: async ({ label, default: usual, problemOf }) => {
      const text = String(await Promise.resolve(given(label, usual)));
      const problem = problemOf(text);
      if (problem !== undefined) throw new Error(`${label}: ${problem}`);
      return text;
    },
    choose: async <T>({ label, default: usual }: { label: string; default: T }) => (await Promise.resolve(given(label, usual))) as T,
    confirm: async (question) => (await Promise.resolve(given(question, true))) as boolean,
  };
}

/** For commands that must not ask. */
export const nobodyToAsk: Prompts = {
  line: async ({ label }) => await Promise.reject(new Error(`asked for ${label}`)),
  choose: async ({ label }) => await Promise.reject(new Error(`asked for ${label}`)),
  confirm: async (question) => await Promise.reject(new Error(`asked: ${question}`)),
};
