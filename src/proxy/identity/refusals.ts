import { grpcStatus, reject, type Rejection } from '../rejection.ts';

/** Why a credential is refused, what to do about it, and the label it is counted under. Nothing in the messages comes from a token or the config. */
const refusals = {
  'no-credential':
    'no credential was sent that counts here; send the metadata authorization: Bearer TOKEN, or connect with a certificate of an authority that is taken here',
  'several-credentials': 'several authorization headers were sent; send one',
  'bad-scheme': 'the authorization header has to be Bearer and one token',
  'token-too-long': 'the token is too long; ask its issuer for one with fewer claims',
  'token-malformed': 'the token is not a whole signed JWT; check how it was copied or read',
  'unknown-issuer': 'tokens of this issuer are not taken here; log in where this platform says',
  'wrong-audience': 'the token is meant for another audience; ask its issuer for one that is meant for this proxy',
  'unknown-static-token': 'the token is not known here',
  'token-expired': 'the token has expired; log in again, or read it again from its file',
  'token-not-yet-valid': 'the token is not valid yet; check the clock of the machine that asked for it',
  'token-never-expires': 'the token has no time of expiry; ask for one that has, on Kubernetes a projected service account token',
  'unknown-key': 'the token is signed by a key that its issuer does not publish; log in again',
  'bad-signature': 'the signature of the token is wrong; log in again',
  'bad-algorithm': 'the token is not signed in a way that is taken here; its issuer has to use RS, PS, ES or EdDSA',
  'unknown-extension': 'the token demands an extension that is not known here',
  'wrong-type': 'this is not an access token; send the access token',
  'bound-token': 'the token is bound to a key of its owner, which is not taken here; ask for a bearer token',
  'no-subject': 'the token does not say whose it is in the way this proxy expects; ask the platform team',
  'unreadable-groups':
    'the groups in the token are no list of names, or more than 200; ask its issuer for those alone that this platform uses',
  'email-not-verified': 'the address in the token is not verified; verify it with the issuer and log in again',
  'certificate-expired': 'the certificate of this connection has expired; connect again with a new one',
  'certificate-ambiguous': 'the certificate has several SPIFFE ids; it may have one',
} as const;

export type RefusalReason = keyof typeof refusals;

/** Every word that this room counts refusals under. */
export const refusalReasons: readonly string[] = [...Object.keys(refusals), 'issuer-unavailable', 'not-granted'];

export function refuse(reason: RefusalReason, detail?: string): Rejection {
  const message = refusals[reason];
  return reject(grpcStatus.unauthenticated, reason, detail === undefined ? { message } : { message, detail });
}

export function keysUnavailable(detail: string): Rejection {
  return reject(grpcStatus.unavailable, 'issuer-unavailable', {
    message: 'the issuer of the token cannot be asked for its keys; try again',
    detail,
  });
}

/** The credential is good, and nobody has said what it is good for. */
export function notGranted(detail: string): Rejection {
  const message = 'this identity is granted no namespace here; ask the platform team for a grant';
  return reject(grpcStatus.permissionDenied, 'not-granted', { message, detail });
}

/** Text of a stranger, for a detail: short, and on one line. */
export function quote(text: unknown): string {
  return JSON.stringify(typeof text === 'string' ? text.slice(0, 100) : typeof text);
}
