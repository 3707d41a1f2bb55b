import { fnv1a } from '../domain/names.ts';

/** Longest label value, and longest name of an object whose name ends up in a label. */
const maxLabelLength = 63;
const maxNameLength = 253;

/** What a label can carry of a text that may be longer: cut, and told apart by a hash. */
export function labelValue(text: string): string {
  return cut(text, maxLabelLength);
}

/** Ends a versioned object's name; at most eleven characters, so that 47 of the worker's own still fit everywhere. */
export function buildSuffix(buildId: string): string {
  if (/^[0-9a-f]{10,}$/.test(buildId)) return `-${buildId.slice(0, 10)}`;
  return /^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/.test(buildId) ? `-${buildId}` : `-${fnv1a(buildId)}`;
}

/**
 * Name of the ConfigMap with one config document. Begins with the service, because two services may describe the same
 * Temporal namespace from one Kubernetes namespace; a name that is no DNS label gets a hash, because `Greet` and
 * `greet` are two workflow types.
 */
export function configMapName(service: string, kind: string, name: string): string {
  const label = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  const suffix = label === name ? '' : `-${fnv1a(name)}`;
  return cut(`${service}-${kind.toLowerCase()}-${label}${suffix}`, maxNameLength);
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 9).replace(/[^a-z0-9]+$/, '')}-${fnv1a(text)}`;
}
