import { ToolError } from '../../errors/tool-error.ts';
import type { LoginTarget } from '../profile.ts';
import { explain } from './provider-errors.ts';
import { connect } from './provider.ts';
import { withSession } from './session-lock.ts';
import type { Session } from './session.ts';
import { forgetSession, storedSession } from './stored-session.ts';
import type { TokenDeps } from './token-deps.ts';

export interface Logout {
  /** `undefined` when nobody was logged in, or what was kept could not be read. */
  readonly subject: string | undefined;
  readonly wasThere: boolean;
  /** Why the provider was not told; `undefined` when it was, or had nothing to be told. */
  readonly notTold: string | undefined;
}

/** Forgets a login, whatever state it is in, and tells the provider if it can be told (RFC 7009). */
export async function logOut(target: LoginTarget, deps: TokenDeps): Promise<Logout> {
  return await withSession(target, deps, async () => {
    const session = await readableSession(target, deps);
    // First here: whatever becomes of the provider, this machine holds no token any more.
    const wasThere = await forgetSession(target, deps);
    if (typeof session === 'string') return { subject: undefined, wasThere, notTold: session };
    const notTold = session === undefined ? undefined : await revoke(session, target, deps);
    return { subject: session?.subject, wasThere, notTold };
  });
}

async function readableSession(target: LoginTarget, deps: TokenDeps): Promise<Session | string | undefined> {
  try {
    return await storedSession(target, deps);
  } catch (error) {
    if (error instanceof ToolError) return error.message;
    throw error;
  }
}

async function revoke({ refreshToken, token, tokenKind }: Session, target: LoginTarget, deps: TokenDeps): Promise<string | undefined> {
  const { now, signal } = deps;
  try {
    const { openid, configuration } = await connect(target, { outside: await deps.outside(), now, signal });
    if (configuration.serverMetadata().revocation_endpoint === undefined)
      return `${target.issuer} revokes no tokens; they end by themselves`;
    // Revoking the refresh token ends the grant; the access token alone is the least that can be ended.
    if (refreshToken !== undefined) await openid.tokenRevocation(configuration, refreshToken, { token_type_hint: 'refresh_token' });
    else if (tokenKind === 'access') await openid.tokenRevocation(configuration, token, { token_type_hint: 'access_token' });
    return undefined;
  } catch (error) {
    const explained = explain(error, { target, signal });
    if (explained instanceof ToolError) return explained.message;
    throw explained;
  }
}
