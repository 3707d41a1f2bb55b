import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

export interface TypedOutcome {
  code: number;
  /** Everything drawn, without colours and cursor movements, line by line. */
  screen: string;
  /** Steps whose text never came. */
  left: unknown[];
}

/** Runs a command as a person would: in a terminal, with keys. Needs python3, whose `pty` has no native addon here. */
export async function typed(
  command: readonly string[],
  cwd: string,
  steps: readonly (readonly [text: string, keys: string])[],
): Promise<TypedOutcome> {
  const { CI: _, ...env } = process.env;
  const child = spawn('python3', [fileURLToPath(new URL('type_keys.py', import.meta.url))], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ command, cwd, steps, env: { ...env, TERM: 'xterm-256color' } }));
  const { code, output, left } = JSON.parse(await text(child.stdout)) as { code: number; output: string; left: unknown[] };
  return { code, left, screen: stripVTControlCharacters(output).replaceAll('\r', '') };
}
