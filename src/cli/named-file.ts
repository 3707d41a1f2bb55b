import { isNodeError, type Files } from '../adapters/files.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { ToolError } from '../errors/tool-error.ts';

export interface NamedFile {
  /** Absolute. */
  path: string;
  /** As the person wrote it. */
  name: string;
  /** What it is called in messages: `answers file`. */
  what: string;
  flag: string;
  code: ErrorCode;
}

/** Text of a file that a flag names; throws the given code when there is none or it cannot be read. */
export async function readNamedFile({ path, name, what, flag, code }: NamedFile, files: Pick<Files, 'readText'>): Promise<string> {
  const unreadable = (reason: string) =>
    new ToolError(code, `the ${what} ${name} cannot be read: ${reason}`, { hint: `Name another with ${flag}. Nothing was written.` });
  try {
    const text = await files.readText(path);
    if (text !== undefined) return text;
  } catch (error) {
    throw unreadable(isNodeError(error) ? error.message : String(error));
  }
  throw unreadable('it does not exist');
}
