import type { LoginOptions } from './login/login.ts';
import type { Logout } from './login/logout.ts';
import type { Session } from './login/session.ts';
import type { TokenDeps } from './login/token-deps.ts';
import type { StoredLogin } from './login/whoami.ts';
import type { LoginTarget } from './profile.ts';

export type { LoginOptions } from './login/login.ts';
export type { Logout } from './login/logout.ts';
export type { Outside as LoginOutside } from './login/outside.ts';
export type { TokenDeps } from './login/token-deps.ts';
export type { StoredLogin } from './login/whoami.ts';
export type { LoginTarget, WrapProfile } from './profile.ts';
export { accessToken } from './login/token.ts';
export { likelyFlow } from './login/flow.ts';

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
