import type { ChildEnd, ForegroundCommand } from '../adapters/foreground-child.ts';
import type { OtherWriter } from '../adapters/other-writers.ts';
import { ToolError } from '../errors/tool-error.ts';
import { tableVersions } from './argv/cli-commands.ts';
import { ownCompletions, scriptForWrapper, withoutOwnFlags } from './argv/completion.ts';
import { type Call, type CommandLine, type PlainLine, readCommandLine, type RefusedLine, type Wish } from './argv/read-command-line.ts';
import { tooOld } from './cli-version.ts';
import { type CredentialDeps, credentialToken } from './credential.ts';
import type { LoginOptions } from './login/login.ts';
import type { Logout } from './login/logout.ts';
import type { Session } from './login/session.ts';
import type { TokenDeps } from './login/token-deps.ts';
import type { StoredLogin } from './login/whoami.ts';
import { openMemory, type Memory, type MemoryInput } from './memory.ts';
import type { Place } from './place.ts';
import type { LoginTarget } from './profile.ts';
import { depthOf, type Launch, planCall, planPlain } from './plan.ts';

export type { LoginOptions } from './login/login.ts';
export type { Logout } from './login/logout.ts';
export type { Outside as LoginOutside } from './login/outside.ts';
export type { TokenDeps } from './login/token-deps.ts';
export type { StoredLogin } from './login/whoami.ts';
export type { LoginTarget, WrapProfile } from './profile.ts';
export { accessToken } from './login/token.ts';
export { likelyFlow } from './login/flow.ts';
export type { Call, OwnLine, PlainLine, RefusedLine, Wish } from './argv/read-command-line.ts';
export type { Place } from './place.ts';

interface FoundCli {
  path: string;
  version: string;
  /** Of the server inside of it, when it says so. */
  server: string | undefined;
}

/** The outside world as the wrapper sees it. */
export interface WrapDeps extends CredentialDeps {
  memory: Memory;
  /** Absolute path of the profile. */
  profilePath: string;
  otherWriters: (path: string) => readonly OtherWriter[];
  /** A file with nothing in it. */
  emptyFile: string;
  cli: {
    /** The binary that would be taken, unproved. */
    candidate: () => string | undefined;
    /** One that has proved to be a CLI, fetched when there is none. */
    find: () => Promise<FoundCli>;
  };
  run: (command: ForegroundCommand) => Promise<ChildEnd>;
}

/** What a command line asks for. */
export function readLine(args: readonly string[]): CommandLine {
  return readCommandLine(args);
}

/** Opens what earlier runs found out. */
export function openWrapMemory(input: MemoryInput): Memory {
  return openMemory(input);
}

/** The proxy that is meant, from the profile and the platform file, or from memory while neither has changed. */
export async function placeFor(
  wish: Wish,
  { memory, profilePath, privateFiles, otherWriters }: Pick<WrapDeps, 'memory' | 'profilePath' | 'privateFiles' | 'otherWriters'>,
): Promise<Place> {
  const key = JSON.stringify([profilePath, wish.environment, wish.region]);
  const remembered = memory.place(key);
  if (remembered !== undefined) return remembered;
  const { readPlace } = await import('./read-place.ts');
  const { place, files } = readPlace({ profilePath, files: privateFiles, otherWriters, wish });
  memory.keepPlace(key, place, files);
  return place;
}

/** Runs the official CLI as a person who is logged in. Returns its exit code. */
export async function runCall(call: Call, deps: WrapDeps): Promise<number> {
  const place = await placeFor(call, deps);
  const cli = await findCli(deps);
  const token = await credentialToken(place, deps);
  return await launch(cli, planCall({ call, place, token, env: deps.env, emptyFile: deps.emptyFile }), deps);
}

/** Runs the official CLI, or an extension of it, with nothing secret. Returns its exit code. */
export async function runPlain({ args }: PlainLine, deps: WrapDeps): Promise<number> {
  return await launch(await findCli(deps), planPlain(args, deps.env), deps);
}

/** A request for completions without what only the wrapper knows, and what it answers itself. */
export function completionRequest(args: readonly string[]): { args: readonly string[]; answers: readonly string[] } {
  return { args: withoutOwnFlags(args), answers: ownCompletions(withoutOwnFlags(args)) };
}

/** The CLI's script for a shell, made to complete the wrapper. */
export function completionScript(script: string): string {
  return scriptForWrapper(script);
}

/** The error for a command line that is not passed on: every reason at once. */
export function refusal({ problems }: RefusedLine): ToolError {
  return new ToolError('WRAP_REFUSED', 'the CLI is not given this', {
    problems: problems.map((message) => ({ message })),
    hint: `Leave it out; what the CLI got after version ${tableVersions.at(-1)} takes a newer temporal-wrap. Nothing was run.`,
  });
}

/** Deeper than extensions that start a wrapper go: by then a `temporal` on PATH leads back here. */
const deepest = 8;

async function findCli({ cli, memory, env }: WrapDeps): Promise<string> {
  if (depthOf(env) > deepest) {
    throw new ToolError('TEMPORAL_UNUSABLE', 'the temporal on PATH leads back to temporal-wrap', {
      hint: 'Name the official CLI in TEMPORAL_CLI. Nothing was run.',
    });
  }
  const candidate = cli.candidate();
  if (candidate !== undefined && memory.isKnownCli(candidate)) return candidate;
  const found = await cli.find();
  const problem = tooOld(found);
  if (problem !== undefined) {
    throw new ToolError('TEMPORAL_UNUSABLE', `${found.path} ${problem}`, {
      hint: 'Replace it by a newer Temporal CLI, or name one in TEMPORAL_CLI. Nothing was run.',
    });
  }
  memory.keepCli(found.path);
  return found.path;
}

async function launch(command: string, { args, env }: Launch, { run, signal }: WrapDeps): Promise<number> {
  if (signal.aborted) throw new ToolError('INTERRUPTED', 'stopped before the CLI was started', { hint: 'Nothing was run.' });
  const end = await run({ command, args, env });
  if (end.kind === 'exited') return end.code;
  throw new ToolError('TEMPORAL_UNUSABLE', `${command} cannot be started: ${end.reason}`, { hint: 'Nothing was run.' });
}

/**
 * Has a person log in, and keeps what comes of it for `accessToken`.
 *
 * @throws ToolError LOGIN_REFUSED, LOGIN_MISCONFIGURED, LOGIN_UNAVAILABLE, TOKEN_CACHE_UNUSABLE, INTERRUPTED
 */
export async function login(target: LoginTarget, options: LoginOptions, deps: TokenDeps): Promise<Pick<Session, 'subject' | 'groups'>> {
  const { logIn } = await import('./login/login.ts');
  return await logIn(target, options, deps);
}

/** Forgets a login here, and at the provider if it can be told. */
export async function logout(target: LoginTarget, deps: TokenDeps): Promise<Logout> {
  const { logOut } = await import('./login/logout.ts');
  return await logOut(target, deps);
}

/** The login that is kept, without asking anybody. */
export async function whoami(target: LoginTarget, deps: TokenDeps): Promise<StoredLogin | undefined> {
  const { storedLogin } = await import('./login/whoami.ts');
  return await storedLogin(target, deps);
}
