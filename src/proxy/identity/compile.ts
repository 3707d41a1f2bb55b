import { milliseconds } from '../../domain/duration.ts';
import type { Platform } from '../../domain/platform.ts';
import type { IdentitySource, TokenSource } from './config.ts';
import { grantsOf, type Grant } from './grants.ts';
import type { Place } from './identity.ts';
import { compilePlace } from './place.ts';

/** `spec.identities` as calls are decided by it. */
export interface IdentityConfig {
  readonly sources: readonly CompiledSource[];
  /** Keys may then be fetched in clear from other machines. */
  readonly development: boolean;
}

export type CompiledSource = CompiledToken | CompiledMtls | CompiledStatic | CompiledLocal;

interface Compiled {
  readonly name: string;
  readonly place: Place;
}

/** Where the keys of an issuer are. */
export interface KeyPlace {
  readonly issuer: string;
  /** Found by OIDC discovery when absent. */
  readonly jwksUri: string | undefined;
  /** PEM file. */
  readonly authorities: string | undefined;
  /** File with the bearer token that the key server wants. */
  readonly token: string | undefined;
}

export interface CompiledToken extends Compiled {
  readonly kind: 'jwt' | 'kubernetes';
  readonly keys: KeyPlace;
  readonly audiences: readonly string[];
  readonly subjectClaim: string;
  /** Milliseconds. */
  readonly clockSkew: number;
  /** Milliseconds. */
  readonly verifyEvery: number;
  readonly grants: readonly Grant[];
}

export interface CompiledMtls extends Compiled {
  readonly kind: 'mtls';
  readonly trustDomain: string | undefined;
  readonly grants: readonly Grant[];
}

export interface CompiledStatic extends Compiled {
  readonly kind: 'static';
  readonly tokens: readonly { readonly subject: string; readonly sha256: Buffer; readonly namespaces: readonly string[] }[];
}

export interface CompiledLocal extends Compiled {
  readonly kind: 'local';
  readonly subject: string;
  readonly namespaces: readonly string[];
}

/** Takes sources in which `identityProblems` finds nothing. Paths of files stay as they are written. */
export function compileIdentities(sources: readonly IdentitySource[], platform: Pick<Platform, 'clusters'>): CompiledSource[] {
  return sources.map((source) => ({ name: source.name, place: compilePlace(source.place, platform), ...compileSource(source) }));
}

type WithoutPlace<T> = T extends Compiled ? Omit<T, keyof Compiled> : never;

function compileSource(source: IdentitySource): WithoutPlace<CompiledSource> {
  if (source.kind === 'jwt' || source.kind === 'kubernetes') return compileToken(source);
  if (source.kind === 'mtls') return { kind: source.kind, trustDomain: source.trustDomain, grants: grantsOf(source) };
  if (source.kind === 'local') return { kind: source.kind, subject: source.subject, namespaces: source.namespaces };
  const tokens = source.tokens.map(({ subject, sha256, namespaces }) => ({ subject, sha256: Buffer.from(sha256, 'hex'), namespaces }));
  return { kind: source.kind, tokens };
}

function compileToken(source: TokenSource): WithoutPlace<CompiledToken> {
  const isKubernetes = source.kind === 'kubernetes';
  return {
    kind: source.kind,
    keys: {
      issuer: source.issuer,
      jwksUri: source.jwksUri,
      authorities: source.jwksAuthorities,
      token: isKubernetes ? source.jwksToken : undefined,
    },
    audiences: source.audiences,
    subjectClaim: isKubernetes ? 'sub' : source.subjectClaim,
    clockSkew: milliseconds(source.clockSkew),
    verifyEvery: milliseconds(source.verifyEvery),
    grants: grantsOf(source),
  };
}
