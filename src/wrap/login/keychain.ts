import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { RunResult } from '../../adapters/processes.ts';
import { ToolError } from '../../errors/tool-error.ts';
import type { Outside } from './outside.ts';
import { printable } from './provider-errors.ts';
import { sealingKeyLength } from './sealed-session.ts';

/** Keys that session files are sealed with, one each, in the keychain of the operating system. */
export interface Keychain {
  /** That of a file, made if there is none. */
  key(path: string): Promise<Buffer>;
  known(path: string): Promise<Buffer | undefined>;
  forget(path: string): Promise<void>;
}

/** A program that keeps secrets. They go in by stdin: arguments can be read by every process of the machine. */
interface Program {
  readonly command: string;
  readonly install: string;
  readonly store: (account: string, secret: string) => { args: string[]; input: string };
  readonly lookUp: (account: string) => string[];
  readonly clear: (account: string) => string[];
  /** Whether a look-up that gave no key has said that there is none: it may also not have been able to tell. */
  readonly saysNone: (result: RunResult) => boolean;
  /** Lists an item with its label whether it is locked or not. For a program that does not say so itself. */
  readonly list?: (account: string) => string[];
}

const service = 'managed-temporal';
/** Milliseconds; a person may have to unlock it. */
const timeout = 60_000;

const secretTool: Program = {
  command: 'secret-tool',
  install: 'Install libsecret-tools',
  store: (account, secret) => ({
    args: ['store', `--label=temporal-wrap ${account}`, 'service', service, 'account', account],
    input: secret,
  }),
  lookUp: (account) => ['lookup', 'service', service, 'account', account],
  clear: (account) => ['clear', 'service', service, 'account', account],
  saysNone: ({ stderr }) => !stderr.includes('secret-tool:'),
  list: (account) => ['search', 'service', service, 'account', account],
};

const security: Program = {
  command: 'security',
  install: 'Put /usr/bin on PATH',
  // With -i it reads commands, and so the secret, from stdin.
  store: (account, secret) => ({ args: ['-i'], input: `add-generic-password -U -s ${service} -a ${account} -w ${secret}\n` }),
  lookUp: (account) => ['find-generic-password', '-s', service, '-a', account, '-w'],
  clear: (account) => ['delete-generic-password', '-s', service, '-a', account],
  // errSecItemNotFound
  saysNone: ({ exitCode }) => exitCode === 44,
};

const doWithout = 'take `tokenStore: keychain` out of the profile and log in again.';
const programs: Partial<Record<NodeJS.Platform, Program>> = { linux: secretTool, darwin: security };

type KeychainDeps = Pick<Outside, 'processes' | 'platform'> & { readonly signal: AbortSignal };

/** @throws ToolError TOKEN_CACHE_UNUSABLE where there is no keychain, or it does not answer. */
export function keychainOf({ processes, platform, signal }: KeychainDeps): Keychain {
  const program = programs[platform];
  if (program === undefined) {
    throw unusable(`no keychain of ${platform} is known`, 'Take `tokenStore: keychain` out of the profile.');
  }
  const run = async (args: readonly string[], input?: string) => {
    const result = await processes.run(program.command, args, { timeout, signal, ...(input === undefined ? {} : { input }) });
    if (result.startError !== undefined || result.timedOut) throw failed(program, result);
    return result;
  };
  const known = async (path: string) => {
    const result = await run(program.lookUp(basename(path)));
    const key = keyIn(result.stdout);
    if (key !== undefined || result.exitCode === 0) return key;
    if (!program.saysNone(result)) throw failed(program, result);
    if (program.list !== undefined && (await run(program.list(basename(path)))).stdout !== '') {
      throw unusable('the keychain is locked', `Unlock it, or ${doWithout}`);
    }
    return undefined;
  };
  return {
    known,
    async key(path) {
      const found = await known(path);
      if (found !== undefined) return found;
      const key = randomBytes(sealingKeyLength);
      const { args, input } = program.store(basename(path), key.toString('base64'));
      const result = await run(args, input);
      // What is not there when it is looked for has not been kept, whatever the program says.
      if (result.exitCode !== 0 || (await known(path))?.equals(key) !== true) throw failed(program, result);
      return key;
    },
    async forget(path) {
      await run(program.clear(basename(path)));
    },
  };
}

function keyIn(stdout: string): Buffer | undefined {
  const key = Buffer.from(stdout.trim(), 'base64');
  return key.length === sealingKeyLength ? key : undefined;
}

function failed({ command, install }: Program, { startError, timedOut, exitCode, stderr }: RunResult): ToolError {
  if (startError !== undefined) {
    const what = startError === 'ENOENT' ? 'is not installed' : `cannot be started (${startError})`;
    return unusable(`the keychain cannot be used: ${command} ${what}`, `${install}, or ${doWithout}`);
  }
  const said = printable(stderr.trim());
  const what = timedOut ? 'does not answer' : `exits ${exitCode}${said === '' ? '' : ` (${said})`}`;
  return unusable(`the keychain cannot be used: ${command} ${what}`, `See that one runs in this session and is unlocked, or ${doWithout}`);
}

function unusable(message: string, hint: string): ToolError {
  return new ToolError('TOKEN_CACHE_UNUSABLE', message, { hint });
}
