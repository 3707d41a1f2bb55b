import { milliseconds } from '../../domain/duration.ts';
import { parseStrictYaml, readYaml, yamlPlace } from '../../domain/read-yaml.ts';
import { ToolError, type Problem } from '../../errors/tool-error.ts';
import { SecretBytes } from '../secret-bytes.ts';
import { keyRingDocument, type KeyRingDocument, type RingVersionEntry } from './document.ts';
import type { KeyRing, RingDomain, RingVersion } from './ring.ts';
import { ringBreaks } from './ring-breaks.ts';

/** Reads a ring's text; every problem at once, shapes first, then rules between fields. */
export function readRing(text: string, file: string): KeyRing {
  const reading = readYaml(keyRingDocument, text, file);
  if (reading.kind === 'invalid') throw invalid(file, reading.problems);
  const yaml = parseStrictYaml(text, file);
  const problems = ringBreaks(reading.value.spec).map(({ path, message }) => ({ ...yamlPlace(yaml, path, file), message }));
  if (problems.length > 0) throw invalid(file, problems);
  return compiled(reading.value);
}

function compiled({ spec }: KeyRingDocument): KeyRing {
  const domains = spec.domains.map(({ id, rotateEvery = spec.rotateEvery, versions }): RingDomain => {
    const every = rotateEvery === undefined ? undefined : milliseconds(rotateEvery);
    return { id, rotateEvery: every, versions: versions.map((entry) => versionOf(id, entry)) };
  });
  return { deployment: spec.deployment, domains: new Map(domains.map((domain) => [domain.id, domain])) };
}

function versionOf(domain: string, entry: RingVersionEntry): RingVersion {
  const { version, keyId, provider, material, reference, retired } = entry;
  return {
    domain,
    version,
    keyId,
    provider,
    created: Date.parse(entry.created),
    activateAt: Date.parse(entry.activateAt),
    retired: retired === undefined ? undefined : { at: Date.parse(retired.at), reason: retired.reason },
    material: material === undefined ? undefined : secretOf(material),
    reference,
  };
}

/** Not from Node's shared pool, where a later buffer could show it. */
function secretOf(base64: string): SecretBytes {
  const bytes = Buffer.allocUnsafeSlow(32);
  bytes.write(base64, 'base64');
  return new SecretBytes(bytes);
}

function invalid(file: string, problems: readonly Problem[]): ToolError {
  return new ToolError('KEY_RING_INVALID', `${file} is not a valid key ring`, {
    problems,
    hint: 'Mend it, or name another. Nothing was written.',
  });
}
