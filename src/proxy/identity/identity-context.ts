import type { Platform } from '../../domain/platform.ts';

/** Something wrong in `spec.identities`. */
export interface IdentityProblem {
  /** Keys below `spec.identities`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What the rules of one source look at beside itself. */
export interface IdentityContext {
  readonly platform: Pick<Platform, 'clusters' | 'environments' | 'regions'>;
  /** Names of `spec.namespaces`. */
  readonly namespaces: readonly string[];
  readonly listener: {
    /** host:port */
    readonly address: string;
    /** `tls.clientAuthorities` is set. */
    readonly verifiesClients: boolean;
  };
  readonly development: boolean;
  /** `spec.access` is set, so that policy decides where callers may do what. */
  readonly hasPolicy: boolean;
}
