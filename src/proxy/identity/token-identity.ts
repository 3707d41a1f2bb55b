import { decodeJwt, type JWTPayload } from 'jose';
import type { Rejection } from '../rejection.ts';
import type { CompiledToken } from './compile.ts';
import { grantedTo } from './grants.ts';
import type { AuthenticationOutcome } from './identity.ts';
import type { Identities } from './known-identities.ts';
import type { KeySet } from './key-set.ts';
import { notGranted, quote, refuse } from './refusals.ts';
import { serviceAccountOf } from './service-account.ts';
import { verifyToken } from './verify-token.ts';

export interface TokenSourceWithKeys {
  readonly source: CompiledToken;
  readonly keys: KeySet;
}

/** An outcome and how long it holds, in milliseconds since the epoch. 0: not to be kept. */
export interface Lasting {
  readonly outcome: AuthenticationOutcome;
  readonly until: number;
}

export interface TokenCheck {
  readonly sources: readonly TokenSourceWithKeys[];
  readonly identities: Identities;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const compactJws = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const longestSubject = 300;

/** Finds the source that has to vouch for a token and lets it do so. Never rejects. */
export async function authenticateToken(token: string, { sources, identities, now }: TokenCheck): Promise<Lasting> {
  const chosen = chooseSource(token, sources);
  if ('kind' in chosen) return { outcome: chosen, until: 0 };
  const { source } = chosen;
  const verified = await verifyToken(token, { ...chosen, now });
  if (verified.kind === 'rejected') return { outcome: verified, until: 0 };
  const subject = subjectOf(verified.claims, source);
  if (typeof subject !== 'string') return { outcome: subject, until: 0 };
  const until = Math.min(verified.claims.exp * 1_000 + source.clockSkew, now + source.verifyEvery);
  const claimed = groupsOf(verified.claims, source);
  if ('kind' in claimed) return { outcome: claimed, until: 0 };
  const granted = grantedTo(subject, source.grants);
  if (granted === undefined) return { outcome: notGranted(`source=${source.name} subject=${quote(subject)}`), until };
  const groups = [...claimed, ...granted.groups];
  return { outcome: identities.of({ source, subject, namespaces: granted.namespaces, groups }), until };
}

/** Claims are read here before anything is verified: they choose who verifies, and decide nothing else. */
function chooseSource(token: string, sources: readonly TokenSourceWithKeys[]): TokenSourceWithKeys | Rejection {
  const claims = decode(token);
  if (claims === undefined) return refuse('token-malformed');
  const ofIssuer = sources.filter(({ source }) => source.keys.issuer === claims.iss);
  if (ofIssuer.length === 0) return refuse('unknown-issuer', `issuer=${quote(claims.iss)}`);
  // Anything may stand there, as nobody has vouched for it yet: an object whose `toString` is none cannot even be joined.
  const audiences = [claims.aud ?? []].flat().filter((audience: unknown) => typeof audience === 'string');
  const [chosen, ...others] = ofIssuer.filter(({ source }) => source.audiences.some((audience) => audiences.includes(audience)));
  const detail = `issuer=${quote(claims.iss)} audiences=${quote(audiences.join(' '))}`;
  // A token for the audiences of two sources would be in two places.
  return chosen === undefined || others.length > 0 ? refuse('wrong-audience', detail) : chosen;
}

function decode(token: string): JWTPayload | undefined {
  if (!compactJws.test(token)) return undefined;
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}

function subjectOf(claims: JWTPayload, source: CompiledToken): string | Rejection {
  const subject = source.kind === 'kubernetes' ? serviceAccountOf(claims) : claims[source.subjectClaim];
  if (source.subjectClaim === 'email' && !isVerified(claims['email_verified']))
    return refuse('email-not-verified', `source=${source.name}`);
  const isUsable = typeof subject === 'string' && subject !== '' && subject.length <= longestSubject && isPrintable(subject);
  return isUsable ? subject : refuse('no-subject', `source=${source.name} claim=${source.subjectClaim}`);
}

const mostGroups = 200;
const longestGroup = 300;

/** A claim that cannot be read whole refuses the token: a group that is left out may be one that something is denied to. */
function groupsOf(claims: JWTPayload, { groupsClaim, name }: CompiledToken): readonly string[] | Rejection {
  const claim = groupsClaim === undefined ? undefined : claims[groupsClaim];
  if (claim === undefined || claim === null) return [];
  const groups: unknown[] = Array.isArray(claim) ? claim : [claim];
  const isWhole = groups.length <= mostGroups && groups.every(isGroup);
  return isWhole ? (groups as string[]) : refuse('unreadable-groups', `source=${name} claim=${groupsClaim} groups=${groups.length}`);
}

function isGroup(group: unknown): boolean {
  return typeof group === 'string' && group !== '' && group.length <= longestGroup && isPrintable(group);
}

/** Some issuers never say it, others say it as a text. */
function isVerified(claim: unknown): boolean {
  return claim === undefined || claim === true || claim === 'true';
}

function isPrintable(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return !/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text);
}
