import type { PeerCertificate } from '../transport/transport.ts';
import type { CompiledMtls } from './compile.ts';
import { grantedTo } from './grants.ts';
import type { AuthenticationOutcome } from './identity.ts';
import type { Identities } from './known-identities.ts';
import { notGranted, quote, refuse } from './refusals.ts';

/**
 * Who a certificate stands for. With a SPIFFE id it stands for that id alone, whatever its subject says; more than one
 * is no X.509-SVID (SPIFFE X509-SVID, section 2). Configs in which two sources claim one certificate are not loaded.
 */
export function authenticateCertificate(
  { spiffeIds, subject }: PeerCertificate,
  { sources, identities }: { sources: readonly CompiledMtls[]; identities: Identities },
): AuthenticationOutcome {
  const [spiffeId, ...others] = spiffeIds;
  if (others.length > 0) return refuse('certificate-ambiguous', `ids=${spiffeIds.length}`);
  const name = spiffeId ?? subject;
  for (const source of sources) {
    const grants = source.grants.filter(({ path }) => (path.at(-1) === 'spiffe') === (spiffeId !== undefined));
    const granted = isOfDomain(spiffeId, source) ? grantedTo(name, grants) : undefined;
    if (granted !== undefined) return identities.of({ source, subject: name, ...granted });
  }
  return notGranted(`certificate=${quote(name)}`);
}

function isOfDomain(spiffeId: string | undefined, { trustDomain }: CompiledMtls): boolean {
  return trustDomain === undefined || spiffeId === undefined || spiffeId.startsWith(`spiffe://${trustDomain}/`);
}
