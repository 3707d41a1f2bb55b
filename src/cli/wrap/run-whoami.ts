import { exitCode } from '../../errors/exit-code.ts';
import { whoami, type StoredLogin } from '../../wrap/wrap.ts';
import type { Deps } from '../deps.ts';
import { personText, type FindPlace, type LoginPlace, type PlaceFlags } from './login-place.ts';
import { tokenDeps } from './token-deps.ts';

export interface WhoamiFlags extends PlaceFlags {
  json: boolean;
}

/** `whoami`: what is known here, asking nobody. */
export async function runWhoami(deps: Deps, findPlace: FindPlace, flags: WhoamiFlags): Promise<number> {
  const place = await findPlace(flags);
  const { credential } = place;
  const stored = credential.kind === 'login' ? await whoami(credential.target, tokenDeps(deps)) : undefined;
  deps.terminal.print(flags.json ? JSON.stringify(documentOf(place, stored), undefined, 2) : textOf(place, stored));
  return stored === undefined && credential.kind === 'login' ? exitCode.findings : exitCode.done;
}

function documentOf({ environment, region, address, credential }: LoginPlace, stored: StoredLogin | undefined): object {
  const where = { environment, region, proxy: address };
  if (credential.kind === 'token-file') return { schemaVersion: 1, ...where, tokenFile: credential.path };
  const { issuer, audience } = credential.target;
  if (stored === undefined) return { schemaVersion: 1, isLoggedIn: false, issuer, ...where };
  const { subject, groups, tokenKind, expiresAt, isExpired, isRenewable } = stored;
  const token = { kind: tokenKind, audience, expiresAt: new Date(expiresAt).toISOString(), isExpired, isRenewable };
  return { schemaVersion: 1, isLoggedIn: true, subject, groups, issuer, ...where, token };
}

function textOf({ environment, region, address, credential }: LoginPlace, stored: StoredLogin | undefined): string {
  const proxy = `proxy   ${address} (${environment}, ${region})`;
  if (credential.kind === 'token-file') return [`whoever the token in ${credential.path} is for`, proxy].join('\n');
  const { issuer } = credential.target;
  if (stored === undefined) return [`not logged in at ${issuer}`, proxy].join('\n');
  return [personText(stored), `issuer  ${issuer}`, proxy, `token   ${tokenText(stored)}`].join('\n');
}

function tokenText({ expiresAt, isExpired, isRenewable }: StoredLogin): string {
  const until = `${isExpired ? 'ended' : 'good until'} ${new Date(expiresAt).toISOString()}`;
  return `${until}, ${isRenewable ? 'renewed by itself' : 'then log in again'}`;
}
