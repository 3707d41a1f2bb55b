import { errors, jwtVerify, type JWTPayload, type JWTVerifyOptions, type LocalJWKSet, type ProtectedHeaderParameters } from 'jose';
import type { Rejection } from '../rejection.ts';
import type { CompiledToken } from './compile.ts';
import type { KeySet } from './key-set.ts';
import { keysUnavailable, quote, refuse, type RefusalReason } from './refusals.ts';

export interface Verified {
  readonly kind: 'verified';
  readonly claims: JWTPayload & { exp: number };
}

export interface VerifyInput {
  readonly source: CompiledToken;
  readonly keys: KeySet;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** No secret-key algorithm: with one, whoever knows the public key could sign. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
/** RFC 9068 and plain JWTs. Others, such as logout+jwt or secevent+jwt, are no credentials although their issuer signs them. */
const types = new Set(['jwt', 'at+jwt', 'application/at+jwt']);

/** Verifies a token against the one source its issuer and audience have chosen. Never rejects. */
export async function verifyToken(token: string, { source, keys, now }: VerifyInput): Promise<Verified | Rejection> {
  const options: JWTVerifyOptions = {
    algorithms,
    issuer: source.keys.issuer,
    audience: [...source.audiences],
    clockTolerance: source.clockSkew / 1_000,
    currentDate: new Date(now),
    requiredClaims: ['exp', source.subjectClaim],
  };
  try {
    const current = await keys.current();
    if (current === undefined) return keysUnavailable(`source=${source.name}`);
    const { payload, protectedHeader } = await verifyOrRenew(token, { current, keys, options });
    const reason = headerRefusal(protectedHeader, payload);
    if (reason !== undefined) return refuse(reason, `source=${source.name} typ=${quote(protectedHeader.typ)}`);
    return { kind: 'verified', claims: payload as Verified['claims'] };
  } catch (error) {
    const reason = reasonOf(error);
    const detail = `source=${source.name} error=${codeOf(error)}`;
    return reason === 'unknown-key' && keys.isUnreachable() ? keysUnavailable(detail) : refuse(reason, detail);
  }
}

interface Attempt {
  current: LocalJWKSet;
  keys: KeySet;
  options: JWTVerifyOptions;
}

async function verifyOrRenew(token: string, { current, keys, options }: Attempt) {
  try {
    return await verifyWith(token, current, options);
  } catch (error) {
    if (!mayBeRotated(error, token)) throw error;
    const renewed = await keys.renewed();
    if (renewed === undefined || renewed === current) throw error;
    return await verifyWith(token, renewed, options);
  }
}

/** A token need not name its key; then each that fits is tried, as RFC 7515 appendix D has it. */
async function verifyWith(token: string, keys: LocalJWKSet, options: JWTVerifyOptions) {
  try {
    return await jwtVerify(token, keys, options);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      const found = await jwtVerify(token, key, options).catch((inner: unknown) => {
        if (inner instanceof errors.JWSSignatureVerificationFailed) return undefined;
        throw inner;
      });
      if (found !== undefined) return found;
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** No key of that id, or a wrong signature under a key that was only guessed. */
function mayBeRotated(error: unknown, token: string): boolean {
  if (error instanceof errors.JWKSNoMatchingKey) return true;
  if (!(error instanceof errors.JWSSignatureVerificationFailed)) return false;
  const header = JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString('utf8')) as { kid?: unknown };
  return header.kid === undefined;
}

function headerRefusal({ typ }: ProtectedHeaderParameters, claims: JWTPayload): RefusalReason | undefined {
  if (typ !== undefined && !types.has(typ.toLowerCase())) return 'wrong-type';
  // RFC 7800: whoever takes such a token has to see the proof, or a stolen one would do.
  return claims['cnf'] === undefined ? undefined : 'bound-token';
}

const reasons = new Map<string, RefusalReason>([
  [errors.JWTExpired.code, 'token-expired'],
  [errors.JWKSNoMatchingKey.code, 'unknown-key'],
  [errors.JWSSignatureVerificationFailed.code, 'bad-signature'],
  [errors.JOSEAlgNotAllowed.code, 'bad-algorithm'],
]);
const claimReasons = new Map<string, RefusalReason>([
  ['nbf', 'token-not-yet-valid'],
  ['exp', 'token-never-expires'],
  ['aud', 'wrong-audience'],
  ['iss', 'unknown-issuer'],
]);

function reasonOf(error: unknown): RefusalReason {
  if (error instanceof errors.JWTClaimValidationFailed) return claimReasons.get(error.claim) ?? 'no-subject';
  if (error instanceof errors.JOSENotSupported) return error.message.startsWith('Extension Header') ? 'unknown-extension' : 'bad-algorithm';
  // A key that its issuer publishes and no algorithm takes, such as RSA below 2048 bits.
  if (!(error instanceof errors.JOSEError)) return 'unknown-key';
  return reasons.get(error.code) ?? 'token-malformed';
}

function codeOf(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed) return `${error.code} claim=${error.claim} reason=${error.reason}`;
  if (error instanceof errors.JOSEError) return error.code;
  return error instanceof Error ? quote(error.message) : 'unknown';
}
