import { milliseconds } from '../../domain/duration.ts';
import type { Platform } from '../../domain/platform.ts';
import type { IdentitySource, TokenSource } from './config.ts';
import { grantsOf, type CompiledGrant } from './grants.ts';
import type { Identity, Place } from './identity.ts';
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
  readonly callers: Identity['kind'];
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
  /** `undefined`: its tokens name none. */
  readonly groupsClaim: string | undefined;
  /** Milliseconds. */
  readonly clockSkew: number;
  /** Milliseconds. */
  readonly verifyEvery: number;
  readonly grants: readonly CompiledGrant[];
}

export interface CompiledMtls extends Compiled {
  readonly kind: 'mtls';
  readonly trustDomain: string | undefined;
  readonly grants: readonly CompiledGrant[];
}

export interface CompiledStatic extends Compiled {
  readonly kind: 'static';
  readonly tokens: readonly (ConfiguredCaller & { readonly sha256: Buffer })[];
}

/** A caller that stands in the config itself. */
export interface ConfiguredCaller {
  readonly subject: string;
  readonly namespaces: readonly string[];
  readonly groups: readonly string[];
}

export interface CompiledLocal extends Compiled, ConfiguredCaller {
  readonly kind: 'local';
}

export interface CompileInput {
  readonly platform: Pick<Platform, 'clusters'>;
  /** Logical names of all namespaces: where a source names none, its callers are let near each. */
  readonly namespaces: readonly string[];
}

/** Takes sources in which `identityProblems` finds nothing. Paths of files stay as they are written. */
export function compileIdentities(sources: readonly IdentitySource[], { platform, namespaces }: CompileInput): CompiledSource[] {
  return sources.map((source) => ({
    name: source.name,
    place: compilePlace(source.place, platform),
    callers: source.callers === 'people' ? 'person' : 'service',
    ...compileSource(source, namespaces),
  }));
}

type WithoutPlace<T> = T extends Compiled ? Omit<T, keyof Compiled> : never;

function compileSource(source: IdentitySource, all: readonly string[]): WithoutPlace<CompiledSource> {
  if (source.kind === 'jwt' || source.kind === 'kubernetes') return compileToken(source, all);
  if (source.kind === 'mtls') return { kind: source.kind, trustDomain: source.trustDomain, grants: compileGrants(source, all) };
  const configured = ({ subject, namespaces = all, groups = [] }: WrittenCaller) => ({ subject, namespaces, groups });
  if (source.kind === 'local') return { kind: source.kind, ...configured(source) };
  const tokens = source.tokens.map((token) => ({ ...configured(token), sha256: Buffer.from(token.sha256, 'hex') }));
  return { kind: source.kind, tokens };
}

interface WrittenCaller {
  subject: string;
  namespaces?: readonly string[] | undefined;
  groups?: readonly string[] | undefined;
}

function compileGrants(source: IdentitySource, all: readonly string[]): CompiledGrant[] {
  return grantsOf(source).map((grant) => ({ ...grant, namespaces: grant.namespaces ?? all }));
}

function compileToken(source: TokenSource, all: readonly string[]): WithoutPlace<CompiledToken> {
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
    groupsClaim: isKubernetes ? undefined : source.groupsClaim,
    grants: compileGrants(source, all),
  };
}
