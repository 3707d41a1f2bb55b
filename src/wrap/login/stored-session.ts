import { dirname } from 'node:path';
import type { OwnFileFault } from '../../adapters/own-files.ts';
import { ToolError } from '../../errors/tool-error.ts';
import type { LoginTarget } from '../profile.ts';
import { onFile } from './file-fault.ts';
import { keychainOf } from './keychain.ts';
import { openSealed, seal, sealedIn } from './sealed-session.ts';
import { isOf, plainSession, sessionPath, type Session } from './session.ts';
import type { TokenDeps } from './token-deps.ts';

const mends: Readonly<Record<OwnFileFault, { what: string; hint: (path: string) => string }>> = {
  'symbolic-link': { what: 'is a symbolic link', hint: (path) => `Remove it (rm ${path}) and find out who made it, then log in again.` },
  'not-a-file': { what: 'is no file', hint: (path) => `Remove ${path}, then log in again.` },
  'foreign-owner': { what: 'belongs to somebody else', hint: (path) => `Have ${path} removed, then log in again.` },
  'open-to-others': {
    what: 'can be read by others',
    hint: (path) => `Run \`temporal-wrap logout\` and log in again if somebody may have read it; else \`chmod 600 ${path}\`.`,
  },
  'too-large': { what: 'is larger than any login', hint: () => 'Run `temporal-wrap logout`, then log in again.' },
};

/**
 * The login that is kept for a target, whether or not its token is still good; `undefined` when there is none.
 *
 * @throws ToolError TOKEN_CACHE_UNUSABLE when it is not ours beyond doubt, LOGIN_NEEDED when it is of another provider or client.
 */
export async function storedSession(target: LoginTarget, deps: TokenDeps): Promise<Session | undefined> {
  const path = sessionPath(target, deps.env);
  const file = deps.ownFiles.readOwn(path);
  if (file.kind === 'missing') return undefined;
  if (file.kind === 'refused') {
    const { what, hint } = mends[file.fault];
    throw new ToolError('TOKEN_CACHE_UNUSABLE', `${path} ${what}, and a login is in it`, { hint: hint(path) });
  }
  const sealed = sealedIn(file.text);
  const session = plainSession(sealed === undefined ? file.text : await unsealed(sealed, path, deps));
  if (session === undefined) throw unreadable(path);
  if (isOf(session, target)) return session;
  throw new ToolError(
    'LOGIN_NEEDED',
    `${path} is a login at ${session.issuer} as ${session.clientId}, not at ${target.issuer} as ${target.clientId}`,
    {
      hint: 'Run `temporal-wrap login`.',
    },
  );
}

/** Keeps a login in place of the one before. Holding the lock of the session is the caller's part. */
export async function keepSession(session: Session, target: LoginTarget, deps: TokenDeps): Promise<void> {
  const path = sessionPath(target, deps.env);
  await checkFolder(target, deps);
  const text = `${JSON.stringify(session)}\n`;
  const kept = target.tokenStore === 'keychain' ? seal(text, await (await keychain(deps)).key(path)) : text;
  await onFile(path, () => deps.ownFiles.writeOwn(path, kept));
}

/** Whether there was a login. */
export async function forgetSession(target: LoginTarget, deps: TokenDeps): Promise<boolean> {
  const path = sessionPath(target, deps.env);
  const wasThere = await onFile(path, () => deps.ownFiles.removeOwn(path));
  // Without its file a key opens nothing, so a keychain that does not answer is no reason to fail.
  if (target.tokenStore === 'keychain')
    await keychain(deps)
      .then(async (keys) => await keys.forget(path))
      .catch(onlyToolErrors);
  return wasThere;
}

/**
 * Looks at where a login is going to be kept, before a person is troubled.
 *
 * @throws ToolError TOKEN_CACHE_UNUSABLE
 */
export async function preparePlace(target: LoginTarget, deps: TokenDeps): Promise<void> {
  await checkFolder(target, deps);
  if (target.tokenStore === 'keychain') await (await keychain(deps)).key(sessionPath(target, deps.env));
}

async function checkFolder(target: LoginTarget, { env, ownFiles }: TokenDeps): Promise<void> {
  const path = sessionPath(target, env);
  const folder = dirname(path);
  const fault = await onFile(folder, () => ownFiles.openFolder(folder));
  if (fault !== undefined) {
    const what = {
      'not-a-folder': 'is no folder',
      'foreign-owner': 'belongs to somebody else',
      'open-to-others': 'can be written by others',
    };
    const hint =
      fault === 'open-to-others' ? `Run \`chmod 700 ${folder}\`, and log in again.` : `Have ${folder} removed, and log in again.`;
    throw new ToolError('TOKEN_CACHE_UNUSABLE', `${folder} ${what[fault]}, and logins are kept there`, { hint });
  }
}

function onlyToolErrors(error: unknown): void {
  if (!(error instanceof ToolError)) throw error;
}

function unreadable(path: string, cause?: unknown): ToolError {
  return new ToolError('TOKEN_CACHE_UNUSABLE', `${path} is not what temporal-wrap has written`, {
    hint: 'Run `temporal-wrap login` again; it is replaced.',
    cause,
  });
}

async function unsealed(sealed: string, path: string, deps: TokenDeps): Promise<string> {
  const key = await (await keychain(deps)).known(path);
  const text = key === undefined ? undefined : openSealed(sealed, key);
  if (text === undefined) throw unreadable(path);
  return text;
}

async function keychain(deps: TokenDeps) {
  const { processes, platform } = await deps.outside();
  return keychainOf({ processes, platform, signal: deps.signal });
}
