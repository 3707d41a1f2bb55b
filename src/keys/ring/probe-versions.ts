import type { KeyProvider } from '../providers/provider.ts';
import type { KeyRing } from './ring.ts';
import { finding, type RingFinding } from './ring-findings.ts';

/** Has every version that is not retired make a data key and unwrap it: what does not answer, or not as it should. */
export async function probeVersions(
  ring: KeyRing,
  providerOf: (name: string, reference: string | undefined) => KeyProvider | undefined,
): Promise<RingFinding[]> {
  const versions = [...ring.domains.values()].flatMap((domain) => domain.versions).filter(({ retired }) => retired === undefined);
  const findings = await Promise.all(
    versions.map(async (version) => {
      const { domain, provider: name, reference } = version;
      const about = { domain, version: version.version };
      const provider = providerOf(name, reference);
      if (provider === undefined) return [finding('provider', about, `is of the provider ${name}, which cannot be asked from here`)];
      const context = { deployment: ring.deployment, domain };
      const made = await provider.generate(version, context);
      if (made.kind !== 'generated') return [finding('provider', about, `makes no data key: ${made.detail}`)];
      const unwrapped = await provider.unwrap(version, made.wrapped, context);
      const isSame = unwrapped.kind === 'unwrapped' && unwrapped.key.reveal().equals(made.key.reveal());
      made.key.erase();
      if (unwrapped.kind === 'unwrapped') unwrapped.key.erase();
      if (isSame) return [];
      return [
        finding(
          'provider',
          about,
          `does not unwrap its own data key: ${unwrapped.kind === 'unwrapped' ? 'it comes out as another' : unwrapped.detail}`,
        ),
      ];
    }),
  );
  return findings.flat();
}
