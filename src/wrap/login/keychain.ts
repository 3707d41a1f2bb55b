import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { RunResult } from '../../adapters/processes.ts';
import { ToolError } from '../../errors/tool-error.ts';
import type { Outside } from './outside.ts';
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
};

const security: Program = {
  command: 'security',
  install: 'Put /usr/bin on PATH',
  // With -i it reads commands, and so the secret, from stdin.
  store: (account, secret) => ({ args: ['-i'], input: `add-generic-password -U -s ${service} -a ${account} -w ${secret}\n` }),
  lookUp: (account) => ['find-generic-password', '-s', service, '-a', account, '-w'],
  clear: (account) => ['delete-generic-password', '-s', service, '-a', account],
};

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
  const known = async (path: string) => keyIn((await run(program.lookUp(basename(path)))).stdout);
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

function failed({ command, install }: Program, { startError, timedOut, exitCode }: RunResult): ToolError {
  const what = timedOut ? `does not answer` : (startError ?? `exits ${exitCode}`);
  return unusable(
    `the keychain cannot be used: ${command} ${what}`,
    `${install} and unlock it, or take \`tokenStore: keychain\` out of the profile.`,
  );
}

function unusable(message: string, hint: string): ToolError {
  return new ToolError('TOKEN_CACHE_UNUSABLE', message, { hint });
}
