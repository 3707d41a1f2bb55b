import type { JWTPayload } from 'jose';

/**
 * `images/image-render` of a bound ServiceAccount token; `undefined` when it is none, or says two things.
 * Claims as in KEP-1205; a legacy token, which lives in a Secret and never expires, has no `kubernetes.io` object.
 */
export function serviceAccountOf(claims: JWTPayload): string | undefined {
  const match = /^system:serviceaccount:([a-z0-9-]+):([a-z0-9.-]+)$/.exec(claims.sub ?? '');
  if (match === null) return undefined;
  const [, namespace, name] = match;
  const bound = objectIn(claims, 'kubernetes.io');
  if (bound?.['namespace'] !== namespace || objectIn(bound, 'serviceaccount')?.['name'] !== name) return undefined;
  return `${namespace}/${name}`;
}

function objectIn(holder: Readonly<Record<string, unknown>> | undefined, key: string): Record<string, unknown> | undefined {
  const value = holder?.[key];
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}
