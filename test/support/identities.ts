import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { httpGet } from '../../src/adapters/http-get.ts';
import { createAuthenticator, type AuthenticatorDeps } from '../../src/proxy/identity/authenticator.ts';
import { compileIdentities } from '../../src/proxy/identity/compile.ts';
import { identitySource, type IdentitySource } from '../../src/proxy/identity/config.ts';
import type { AuthenticationOutcome, Authenticator } from '../../src/proxy/identity/identity.ts';
import type { IdentityContext } from '../../src/proxy/identity/identity-context.ts';
import type { Peer, PeerCertificate } from '../../src/proxy/transport/transport.ts';
import { audience, type Issuer } from './issuer.ts';

export type SourceInput = z.input<typeof identitySource>;
export type SourceOf<Kind extends SourceInput['kind']> = Extract<SourceInput, { kind: Kind }>;

const clusters = [
  { name: 'eu-1', region: 'eu', environments: ['production'], context: 'eu-1' },
  { name: 'us-1', region: 'us', environments: ['production', 'staging'], context: 'us-1' },
];

export const identityContext: IdentityContext = {
  platform: { clusters, environments: ['production', 'staging'], regions: ['eu', 'us'] },
  namespaces: ['images', 'billing'],
  listener: { address: '127.0.0.1:7233', verifiesClients: true },
  development: true,
  hasPolicy: false,
};

const place = { cluster: 'eu-1' };

/** A source that works, with what a test wants otherwise. */
export function jwtSource(issuer: Pick<Issuer, 'url'>, changes: Partial<SourceOf<'jwt'>> = {}): SourceInput {
  const grants = [{ subject: '*@example.com', namespaces: ['images'] }];
  return { kind: 'jwt', name: 'people', issuer: issuer.url, audiences: [audience], place, grants, ...changes };
}

export function kubernetesSource(issuer: Pick<Issuer, 'url'>, changes: Partial<SourceOf<'kubernetes'>> = {}): SourceInput {
  const grants = [{ serviceAccount: 'images/image-*', namespaces: ['images'] }];
  return { kind: 'kubernetes', name: 'cluster', issuer: issuer.url, audiences: [audience], place, grants, ...changes };
}

export function mtlsSource(changes: Partial<SourceOf<'mtls'>> = {}): SourceInput {
  const grants: SourceOf<'mtls'>['grants'] = [{ spiffe: 'spiffe://eu-1.example.com/ns/images/sa/*', namespaces: ['images'] }];
  return { kind: 'mtls', name: 'mesh', place, grants, ...changes };
}

export function parseSources(sources: readonly SourceInput[]): IdentitySource[] {
  return sources.map((source) => identitySource.parse(source));
}

/** Log lines as `level message {fields}`. */
export function recordingLog(): {
  lines: string[];
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
} {
  const lines: string[] = [];
  const at = (level: string) => (fields: object, message: string) => void lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  return { lines, info: at('info'), warn: at('warn') };
}

export function authenticatorOf(sources: readonly SourceInput[], deps: Partial<AuthenticatorDeps> = {}): Authenticator {
  const compiled = compileIdentities(parseSources(sources), { platform: { clusters }, namespaces: identityContext.namespaces });
  return createAuthenticator(
    { sources: compiled, development: true },
    { fetch: httpGet, clock: Date.now, log: recordingLog(), readText: (path) => readFile(path, 'utf8'), ...deps },
  );
}

export function peerOf({ address = '127.0.0.1:4711', certificate }: { address?: string; certificate?: PeerCertificate } = {}): Peer {
  return { address, certificate };
}

export async function authenticate(
  authenticator: Authenticator,
  token: string | undefined,
  peer: Peer = peerOf(),
): Promise<AuthenticationOutcome> {
  return await authenticator.authenticate(token === undefined ? {} : { authorization: `Bearer ${token}` }, peer);
}

/** `ada@example.com of people`, or `UNAUTHENTICATED token-expired` as `16 token-expired`. */
export function summary(outcome: AuthenticationOutcome): string {
  return outcome.kind === 'authenticated'
    ? `${outcome.identity.subject} of ${outcome.identity.source}`
    : `${outcome.status} ${outcome.reason}`;
}
