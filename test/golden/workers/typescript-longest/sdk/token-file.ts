import { readFileSync } from 'node:fs';
import { ConfigError } from './worker/config-error.ts';

/** Kubernetes writes a new token long before the old one runs out; to look this often costs nothing. */
const lookAgainAfter = 10_000;

type Complain = (problem: string) => void;

/** A token that somebody else keeps fresh in a file, such as the projected token of a ServiceAccount. */
export class TokenFile {
  readonly #path: string;
  readonly #after: number;
  #token: string;
  #readAt = Date.now();
  #problem: string | undefined;

  private constructor(path: string, token: string, after: number) {
    this.#path = path;
    this.#token = token;
    this.#after = after;
  }

  /** Reads it for the first time; throws a ConfigError that names `variable` when there is no token in it. */
  static open(path: string, variable: string, after: number = lookAgainAfter): TokenFile {
    const found = read(path);
    if ('token' in found) return new TokenFile(path, found.token, after);
    throw new ConfigError([`${variable} is '${path}', and ${found.problem}.`]);
  }

  /** The token as it was last read. */
  get last(): string {
    return this.#token;
  }

  /** Milliseconds after which the file may say something new. */
  get lookAgainAfter(): number {
    return this.#after;
  }

  /** The token as the file had it not long ago. For whoever asks at every call. */
  current(complain: Complain): string {
    return Date.now() - this.#readAt < this.#after ? this.#token : this.renewed(complain);
  }

  /** The token as the file has it; the last good one while the file has none, which `complain` hears once. */
  renewed(complain: Complain): string {
    this.#readAt = Date.now();
    const found = read(this.#path);
    const problem = 'token' in found ? undefined : found.problem;
    if (problem !== undefined && problem !== this.#problem) {
      complain(`The token in ${this.#path} cannot be renewed: ${problem}. The last one goes on being used.`);
    }
    this.#problem = problem;
    if ('token' in found) this.#token = found.token;
    return this.#token;
  }
}

function read(path: string): { token: string } | { problem: string } {
  try {
    const token = readFileSync(path, 'utf8').trim();
    if (token === '') return { problem: 'the file is empty' };
    // Anything else cannot stand in a header, and its error would show the token.
    return /^[\u0021-\u007E]+$/.test(token) ? { token } : { problem: 'the file holds more than one token' };
  } catch (error) {
    return { problem: `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})` };
  }
}
