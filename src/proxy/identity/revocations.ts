import type { Revocation } from '../../policy/policy.ts';
import { grpcStatus, reject, type Rejection } from '../rejection.ts';
import type { AuthenticationOutcome, Authenticator, Identity } from './identity.ts';

/** Callers that are let in no more, whatever they show. One for the whole process: a change counts for every config at once. */
export interface Revocations {
  refusalOf(identity: Pick<Identity, 'source' | 'subject'>): Rejection | undefined;
  /** Takes others into use. */
  use(revoked: readonly Revocation[]): void;
  /** How many hold at this moment. */
  count(): number;
}

const message = 'this identity is revoked; ask the platform team';

/** `clock`: milliseconds since the epoch. */
export function createRevocations(clock: () => number): Revocations {
  let bySubject = new Map<string, Revocation[]>();
  const holds = ({ until }: Revocation) => clock() < until;
  return {
    refusalOf({ source, subject }) {
      const found = bySubject.get(subject)?.find((one) => (one.source === undefined || one.source === source) && holds(one));
      if (found === undefined) return undefined;
      const { at, reason } = found;
      return reject(grpcStatus.unauthenticated, 'revoked', { message, detail: `revoked at ${new Date(at).toISOString()}: ${reason}` });
    },
    use(revoked) {
      bySubject = new Map();
      for (const one of revoked) bySubject.set(one.subject, [...(bySubject.get(one.subject) ?? []), one]);
    },
    count: () => [...bySubject.values()].flat().filter(holds).length,
  };
}

/** An authenticator that lets nobody in who is revoked, remembered or not. */
export function withoutRevoked(authenticator: Authenticator, revocations: Revocations): Authenticator {
  const check = (outcome: AuthenticationOutcome): AuthenticationOutcome => {
    if (outcome.kind === 'rejected') return outcome;
    const refusal = revocations.refusalOf(outcome.identity);
    return refusal === undefined ? outcome : { ...refusal, identity: outcome.identity };
  };
  return {
    authenticate(headers, peer) {
      const outcome = authenticator.authenticate(headers, peer);
      // Whoever is revoked while its token is looked at is not let in either.
      return outcome instanceof Promise ? outcome.then(check) : check(outcome);
    },
    close: () => authenticator.close(),
  };
}
