import type { TokenEndpointResponse } from 'openid-client';
import { ToolError } from '../../errors/tool-error.ts';
import type { LoginTarget } from '../profile.ts';
import { printable } from './provider-errors.ts';
import type { Session } from './session.ts';

export interface TokenTimes {
  /** Milliseconds since 1970 by this machine. */
  readonly now: number;
  /** Milliseconds that the provider's clock is ahead of it. */
  readonly clockAhead: number;
}

interface Claims extends Readonly<Record<string, unknown>> {
  readonly exp: number;
}

interface Candidate {
  readonly kind: Session['tokenKind'];
  readonly token: string;
  readonly claims: Claims;
}

type Tokens = Pick<TokenEndpointResponse, 'access_token' | 'id_token' | 'refresh_token'>;

const day = 86_400_000;
const maximumGroups = 200;

/**
 * Makes a session of what the token endpoint has answered. The proxy takes a JWT with its own audience: the access token if it is one,
 * as a provider that knows the proxy as a resource makes it; else the ID token, whose audience is the client.
 *
 * @throws ToolError LOGIN_MISCONFIGURED when neither is for the proxy.
 */
export function sessionFrom(tokens: Tokens, target: LoginTarget, { now, clockAhead }: TokenTimes): Session {
  const candidates = [candidateOf('access', tokens.access_token), candidateOf('id', tokens.id_token)].filter((one) => one !== undefined);
  const chosen = candidates.find(({ claims }) => audiencesOf(claims).includes(target.audience));
  if (chosen === undefined) throw forNobody(target, candidates);
  const { kind, token, claims } = chosen;
  const all = [claims, ...candidates.map((candidate) => candidate.claims)];
  return {
    schemaVersion: 1,
    issuer: target.issuer,
    clientId: target.clientId,
    audience: target.audience,
    subject: subjectOf(all),
    groups: groupsOf(claims[target.groupsClaim ?? 'groups']),
    token,
    tokenKind: kind,
    obtainedAt: now,
    // By this machine's clock, so that one that is wrong, but steadily so, does no harm.
    expiresAt: Math.min(claims.exp * 1_000 - clockAhead, now + 365 * day),
    ...(tokens.refresh_token === undefined ? {} : { refreshToken: tokens.refresh_token }),
  };
}

function candidateOf(kind: Candidate['kind'], token: string | undefined): Candidate | undefined {
  const claims = token === undefined ? undefined : claimsOf(token);
  return token === undefined || claims === undefined ? undefined : { kind, token, claims };
}

/** Not verified: it has come from the provider itself over TLS, and the proxy verifies it. */
function claimsOf(token: string): Claims | undefined {
  const [, payload = '', ...rest] = token.split('.');
  if (rest.length !== 1 || !/^[\w.-]+$/.test(token)) return undefined;
  try {
    const value = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Partial<Claims> | null;
    return typeof value === 'object' && value !== null && Number.isFinite(value.exp) ? (value as Claims) : undefined;
  } catch {
    return undefined;
  }
}

function audiencesOf({ aud }: Claims): unknown[] {
  return Array.isArray(aud) ? aud : [aud];
}

function subjectOf(all: readonly Claims[]): string {
  for (const claim of ['email', 'preferred_username', 'sub']) {
    const found = all.map((claims) => claims[claim]).find((value) => typeof value === 'string' && value !== '');
    if (typeof found === 'string') return printable(found);
  }
  return 'unknown';
}

function groupsOf(claim: unknown): string[] {
  const groups = Array.isArray(claim) ? claim : [claim];
  return groups
    .filter((group): group is string => typeof group === 'string' && group !== '')
    .slice(0, maximumGroups)
    .map(printable);
}

function forNobody({ issuer, audience, resource, clientId }: LoginTarget, candidates: readonly Candidate[]): ToolError {
  const access = candidates.find(({ kind }) => kind === 'access');
  const what = access === undefined ? 'no JWT' : `for ${audiencesOf(access.claims).join(', ') || 'nobody'}`;
  const asked = resource === undefined ? (audience === clientId ? 'no audience' : `audience ${audience}`) : `resource ${resource}`;
  return new ToolError('LOGIN_MISCONFIGURED', `${issuer} gave an access token that is ${what}, and the proxy wants one for ${audience}`, {
    hint:
      `It was asked for with ${asked}. Register the proxy as an API there, or have the proxy take ID tokens: ` +
      `audience ${clientId} in spec.login and in the proxy's source. Nothing was stored.`,
  });
}
