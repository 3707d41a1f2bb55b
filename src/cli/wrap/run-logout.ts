import { exitCode } from '../../errors/exit-code.ts';
import { logout, type Logout } from '../../wrap/wrap.ts';
import type { Deps } from '../deps.ts';
import { targetOf, type FindPlace, type PlaceFlags } from './login-place.ts';
import { tokenDeps } from './token-deps.ts';

export interface LogoutFlags extends PlaceFlags {
  json: boolean;
}

/** `logout` */
export async function runLogout(deps: Deps, findPlace: FindPlace, flags: LogoutFlags): Promise<number> {
  const target = targetOf(await findPlace(flags));
  const outcome = await logout(target, tokenDeps(deps));
  const { subject, wasThere, notTold } = outcome;
  if (flags.json) {
    const document = { schemaVersion: 1, wasLoggedIn: wasThere, subject, issuer: target.issuer, notRevoked: notTold };
    deps.terminal.print(JSON.stringify(document, undefined, 2));
  } else {
    deps.terminal.print(logoutText(outcome));
  }
  if (notTold !== undefined) deps.terminal.talk(`warning: the identity provider was not told: ${notTold}`);
  return exitCode.done;
}

function logoutText({ subject, wasThere }: Logout): string {
  if (!wasThere) return 'nobody was logged in';
  return subject === undefined ? 'the login was removed' : `logged out ${subject}`;
}
