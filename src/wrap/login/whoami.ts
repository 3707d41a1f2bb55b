import type { LoginTarget } from '../profile.ts';
import { remaining, type Session } from './session.ts';
import { storedSession } from './stored-session.ts';
import type { TokenDeps } from './token-deps.ts';

export interface StoredLogin extends Pick<Session, 'subject' | 'groups' | 'tokenKind' | 'expiresAt'> {
  /** The token can be used no more. */
  readonly isExpired: boolean;
  /** It can be renewed without the person, unless the provider says otherwise. */
  readonly isRenewable: boolean;
}

/** What is kept of a login, without asking anybody; `undefined` when there is none. */
export async function storedLogin(target: LoginTarget, deps: TokenDeps): Promise<StoredLogin | undefined> {
  const session = await storedSession(target, deps);
  if (session === undefined) return undefined;
  const { subject, groups, tokenKind, expiresAt, refreshToken } = session;
  return { subject, groups, tokenKind, expiresAt, isExpired: remaining(session, deps.now()) <= 0, isRenewable: refreshToken !== undefined };
}
