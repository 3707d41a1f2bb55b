import { exitCode } from '../../errors/exit-code.ts';
import { checkRing, makeKeyProvider, type KeyProvider, type RingFinding } from '../../keys/keys.ts';
import type { Deps } from '../deps.ts';
import { kmsRegion, platformEncryption, ringPlace, type RingFlags } from './ring-place.ts';

export interface CheckFlags extends RingFlags {
  platform?: string;
  offline: boolean;
  kmsEndpoint?: string;
}

/** `keys check`: exit 1 on findings. */
export async function runCheck(deps: Deps, flags: CheckFlags): Promise<number> {
  const { encryption } = await platformEncryption(deps, flags.platform);
  const { path, files } = ringPlace(deps, flags.ring);
  const asked = providersByReference(flags.kmsEndpoint);
  const providerOf = flags.offline ? undefined : asked.of;
  const findings = await checkRing({ path, files, encryption, now: Date.now(), providerOf });
  asked.close();
  if (flags.json) deps.terminal.print(JSON.stringify({ schemaVersion: 1, ring: flags.ring, findings }, undefined, 2));
  else deps.terminal.print([verdict(flags, findings), ...findings.map(findingText)].join('\n'));
  return findings.length === 0 ? exitCode.done : exitCode.findings;
}

/** A ring says enough of a key to ask for it: the region stands in its ARN. */
function providersByReference(endpoint: string | undefined) {
  const made = new Map<string, KeyProvider>();
  const of = (name: string, reference: string | undefined): KeyProvider | undefined => {
    const region = reference === undefined ? undefined : kmsRegion(reference);
    if (reference !== undefined && region === undefined) return undefined;
    const key = `${name} ${region ?? ''}`;
    const provider =
      made.get(key) ?? makeKeyProvider(region === undefined ? { name, kind: 'local' } : { name, kind: 'aws-kms', region, endpoint });
    made.set(key, provider);
    return provider;
  };
  return { of, close: () => made.forEach((provider) => provider.close()) };
}

function verdict({ ring }: CheckFlags, { length }: readonly RingFinding[]): string {
  return length === 0 ? `${ring}  is sound` : `${ring}  has ${length} ${length === 1 ? 'finding' : 'findings'}`;
}

function findingText({ kind, domain, version, message }: RingFinding): string {
  const about = [...(domain === undefined ? [] : [domain]), ...(version === undefined ? [] : [`version ${version}`])].join(' ');
  return `  ${kind}  ${about === '' ? message : `${about} ${message}`}`;
}
