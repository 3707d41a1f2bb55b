import type { KeyRingDocument, RingVersionEntry } from './document.ts';

type Domain = KeyRingDocument['spec']['domains'][number];

export interface RingBreak {
  path: (string | number)[];
  message: string;
}

/** What a ring may get wrong although every field has its shape. No message holds key material. */
export function ringBreaks({ domains }: KeyRingDocument['spec']): RingBreak[] {
  const ids = domains.map(({ id }) => id);
  const keyIds = domains.flatMap(({ versions }) => versions.map(({ keyId }) => keyId));
  const seen = new Set<string>();
  const twice = new Set(keyIds.filter((keyId) => seen.size === seen.add(keyId).size));
  const found = domains.flatMap((domain, index) => [
    ...(ids.indexOf(domain.id) < index ? [{ path: [index, 'id'], message: `${domain.id} stands twice` }] : []),
    ...domain.versions.flatMap((version, at) => versionBreaks(domain, at).map(put([index, 'versions', at]))),
    ...domain.versions.flatMap(({ keyId }, at) =>
      twice.has(keyId) ? [{ path: [index, 'versions', at, 'keyId'], message: `${keyId} stands twice` }] : [],
    ),
  ]);
  return found.map(put(['spec', 'domains']));
}

function put(prefix: (string | number)[]): (found: RingBreak) => RingBreak {
  return ({ path, message }) => ({ path: [...prefix, ...path], message });
}

function versionBreaks({ versions }: Domain, at: number): RingBreak[] {
  const [version, before] = [versions[at], versions[at - 1]];
  if (version === undefined) return [];
  return [
    ...(before !== undefined && version.version <= before.version
      ? [{ path: ['version'], message: `${version.version} stands behind ${before.version}; the first one stands first` }]
      : []),
    ...(before !== undefined && Date.parse(version.activateAt) < Date.parse(before.activateAt)
      ? [{ path: ['activateAt'], message: 'is before that of the version before' }]
      : []),
    ...keyBreaks(version),
  ];
}

function keyBreaks({ material, reference, retired }: RingVersionEntry): RingBreak[] {
  if (material !== undefined && reference !== undefined)
    return [{ path: ['reference'], message: 'stands beside material; a version has one of them' }];
  const hasKey = material !== undefined || reference !== undefined || retired !== undefined;
  return hasKey ? [] : [{ path: ['version'], message: 'has neither material nor a reference' }];
}
