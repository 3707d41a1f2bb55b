import { createHash, timingSafeEqual } from 'node:crypto';
import type { Peer } from '../transport/transport.ts';
import { createBoundedCache } from './bounded-cache.ts';
import { authenticateCertificate } from './certificate-identity.ts';
import type { CompiledLocal, CompiledSource, CompiledStatic, ConfiguredCaller, IdentityConfig } from './compile.ts';
import type { AuthenticationOutcome, Authenticator, Identity } from './identity.ts';
import { createKeySets, type KeySetDeps, type KeySets } from './key-set.ts';
import { createIdentities, type Identities } from './known-identities.ts';
import { isLoopbackHost } from './loopback.ts';
import { notGranted, refuse } from './refusals.ts';
import { authenticateToken, type Lasting, type TokenSourceWithKeys } from './token-identity.ts';

export interface AuthenticatorDeps extends KeySetDeps {
  /** Shared by the authenticators of one process, so that a reload keeps the keys it has. */
  readonly keySets?: KeySets;
}

/** Tokens and subjects that are remembered; twice as many at most. A token takes about 2 KB. */
const remembered = 5_000;
/** Longer than any issuer's; the proxy's own limit on a call's headers is not far above. */
const longestToken = 16_384;

const noCredential = refuse('no-credential');
const severalCredentials = refuse('several-credentials');
const badScheme = refuse('bad-scheme');
const tokenTooLong = refuse('token-too-long');
const expiredCertificate = refuse('certificate-expired');

/**
 * Says who calls. A bearer token is looked at first and alone: a bad one is refused whatever else the caller has to show.
 * Without one the connection's certificate counts, and without that the local source of a development config.
 */
export function createAuthenticator(config: IdentityConfig, deps: AuthenticatorDeps): Authenticator {
  const identities = createIdentities(remembered);
  const known = createBoundedCache<string, Remembered>(remembered);
  // Nearly every connection sends one token again and again: comparing it costs a tenth of hashing it.
  let lastOf = new WeakMap<Peer, Remembered>();
  const running = new Map<string, Promise<AuthenticationOutcome>>();
  const verify = createTokenVerifier(config, { ...deps, identities });
  const ofPeer = createPeerAuthenticator(config.sources, { identities, clock: deps.clock });

  const verifyOnce = async (authorization: string): Promise<AuthenticationOutcome> => {
    try {
      const lasting = await verify(authorization);
      if (lasting.until > 0) known.set(authorization, { authorization, ...lasting });
      return lasting.outcome;
    } finally {
      running.delete(authorization);
    }
  };
  return {
    authenticate({ authorization }, peer) {
      if (authorization === undefined) return ofPeer(peer);
      if (typeof authorization !== 'string') return severalCredentials;
      const last = lastOf.get(peer);
      if (last?.authorization === authorization && deps.clock() < last.until) return last.outcome;
      const found = known.get(authorization);
      if (found !== undefined && deps.clock() < found.until) {
        lastOf.set(peer, found);
        return found.outcome;
      }
      if (authorization.length > longestToken) return tokenTooLong;
      let outcome = running.get(authorization);
      if (outcome === undefined) {
        outcome = verifyOnce(authorization);
        running.set(authorization, outcome);
      }
      return outcome;
    },
    close() {
      known.clear();
      lastOf = new WeakMap();
    },
  };
}

interface Remembered extends Lasting {
  readonly authorization: string;
}

interface TokenDeps extends AuthenticatorDeps {
  readonly identities: Identities;
}

function createTokenVerifier({ sources, development }: IdentityConfig, deps: TokenDeps): (authorization: string) => Promise<Lasting> {
  const keySets = deps.keySets ?? createKeySets(deps);
  const signed: TokenSourceWithKeys[] = sources.flatMap((source) =>
    source.kind === 'jwt' || source.kind === 'kubernetes' ? [{ source, keys: keySets.of(source.keys, { development }) }] : [],
  );
  // The first call finds the keys there, an issuer that is not reached is in the log from the start, and a reload drops withdrawn keys.
  for (const { keys } of signed) void keys.renewed();
  const ofStatic = createStaticAuthenticator(sources);
  return async (authorization) => {
    const token = bearerToken(authorization);
    if (token === undefined) return { outcome: badScheme, until: 0 };
    const outcome = ofStatic(token);
    if (outcome !== undefined) return { outcome, until: Number.POSITIVE_INFINITY };
    if (signed.length === 0) return { outcome: refuse('unknown-static-token'), until: 0 };
    return await authenticateToken(token, { sources: signed, identities: deps.identities, now: deps.clock() });
  };
}

/** As few spaces as anybody writes: with any number of them one token would be remembered as thousands. */
function bearerToken(authorization: string): string | undefined {
  return /^bearer {1,4}([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
}

/** Hashes are compared all and whole, so that the time it takes says nothing about any of them. */
function createStaticAuthenticator(sources: readonly CompiledSource[]): (token: string) => AuthenticationOutcome | undefined {
  const entries = sources.flatMap((source) =>
    source.kind === 'static' ? source.tokens.map((token) => ({ sha256: token.sha256, outcome: configured(source, token) })) : [],
  );
  if (entries.length === 0) return () => undefined;
  return (token) => {
    const hash = createHash('sha256').update(token).digest();
    return entries.filter(({ sha256 }) => timingSafeEqual(sha256, hash))[0]?.outcome;
  };
}

/** An identity that stands in the config itself. */
function configured(source: CompiledStatic | CompiledLocal, { subject, namespaces, groups }: ConfiguredCaller) {
  const identity: Identity = {
    source: source.name,
    subject,
    place: source.place,
    namespaces: new Set(namespaces),
    groups: new Set(groups),
    kind: source.callers,
  };
  return { kind: 'authenticated', identity } as const;
}

interface PeerOutcome {
  readonly outcome: AuthenticationOutcome;
  readonly notAfter: number;
}

/** Callers without a token: by what their connection has proved. */
function createPeerAuthenticator(
  sources: readonly CompiledSource[],
  { identities, clock }: { identities: Identities; clock: () => number },
): (peer: Peer) => AuthenticationOutcome {
  const mtls = sources.filter((source) => source.kind === 'mtls');
  const local = sources.find((source) => source.kind === 'local');
  const ofLocal = local && configured(local, local);
  const outcomes = new WeakMap<Peer, PeerOutcome>();
  const first = ({ address, certificate }: Peer): PeerOutcome => {
    if (certificate !== undefined && mtls.length > 0) {
      return { outcome: authenticateCertificate(certificate, { sources: mtls, identities }), notAfter: certificate.notAfter };
    }
    if (local === undefined || ofLocal === undefined) return { outcome: noCredential, notAfter: Number.POSITIVE_INFINITY };
    const isNear = isLoopbackHost(address.slice(0, address.lastIndexOf(':')).replaceAll(/^\[|\]$/g, ''));
    return { outcome: isNear ? ofLocal : notGranted(`source=${local.name}`), notAfter: Number.POSITIVE_INFINITY };
  };
  return (peer) => {
    let found = outcomes.get(peer);
    if (found === undefined) {
      found = first(peer);
      outcomes.set(peer, found);
    }
    return clock() < found.notAfter ? found.outcome : expiredCertificate;
  };
}
