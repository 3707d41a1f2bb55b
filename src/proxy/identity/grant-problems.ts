import type { IdentitySource } from './config.ts';
import { grantsOf, type Grant } from './grants.ts';
import { covers, overlaps } from '../../domain/patterns.ts';
import type { IdentityContext, IdentityProblem } from './identity-context.ts';

/** What the grants of one source may get wrong. */
export function grantProblems(source: IdentitySource, context: IdentityContext): IdentityProblem[] {
  const grants = grantsOf(source);
  return [
    ...namespaceLists(source).flatMap((list) => namespaceProblems(list, context)),
    ...subjectProblems(source),
    ...grants.flatMap((grant) => patternProblems(grant, source)),
    ...pointlessGrants(grants),
  ];
}

/** Certificates that two sources claim: they would run in two places. */
export function certificateOverlaps(sources: readonly IdentitySource[]): IdentityProblem[] {
  const all = sources.flatMap((source, index) =>
    source.kind === 'mtls' ? grantsOf(source).map((grant) => ({ grant, source, index })) : [],
  );
  return all.flatMap(({ grant, index }, at) =>
    all
      .slice(0, at)
      .filter((other) => other.index !== index && overlaps(other.grant.pattern, grant.pattern))
      .slice(0, 1)
      .map(({ grant: other, source }) => ({
        path: [index, ...grant.path],
        message: `some certificates match ${other.pattern.source} of ${source.name} too, and would run in two places`,
      })),
  );
}

interface NamespaceList {
  path: (string | number)[];
  namespaces: readonly string[] | undefined;
}

/** Of each caller or pattern of callers that stands in a source. */
export function namespaceLists(source: IdentitySource): NamespaceList[] {
  if (source.kind === 'local') return [{ path: ['namespaces'], namespaces: source.namespaces }];
  const field = source.kind === 'static' ? 'tokens' : 'grants';
  const entries = source.kind === 'static' ? source.tokens : source.grants;
  return entries.map(({ namespaces }, index) => ({ path: [field, index, 'namespaces'], namespaces }));
}

function namespaceProblems({ path, namespaces }: NamespaceList, context: IdentityContext): IdentityProblem[] {
  if (namespaces === undefined) {
    return context.hasPolicy ? [] : [{ path, message: 'is missing; without spec.access it is all that says where these callers may work' }];
  }
  return namespaces.flatMap((namespace, index) => {
    const at = [...path, index];
    if (namespaces.indexOf(namespace) < index) return [{ path: at, message: `${namespace} stands twice` }];
    return context.namespaces.includes(namespace) ? [] : [{ path: at, message: `${namespace} is not in spec.namespaces` }];
  });
}

function subjectProblems(source: IdentitySource): IdentityProblem[] {
  if (source.kind === 'local') return textProblems(['subject'], source.subject);
  return source.kind === 'static' ? source.tokens.flatMap(({ subject }, index) => textProblems(['tokens', index, 'subject'], subject)) : [];
}

function patternProblems({ pattern, path }: Grant, source: IdentitySource): IdentityProblem[] {
  const text = textProblems(path, pattern.source);
  if (text.length > 0) return text;
  if (pattern.source.includes('**')) return [{ path, message: 'has two * in a row; write one' }];
  const message = shapeProblem(pattern.source, path.at(-1), source);
  return message === undefined ? [] : [{ path, message }];
}

function textProblems(path: readonly (string | number)[], text: string): IdentityProblem[] {
  if (text !== text.trim()) return [{ path, message: 'begins or ends with a space' }];
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text) ? [{ path, message: 'holds a control character or a line break' }] : [];
}

function shapeProblem(text: string, field: string | number | undefined, source: IdentitySource): string | undefined {
  if (source.kind === 'kubernetes') {
    return /^[a-z0-9*-]+\/[a-z0-9.*-]+$/.test(text)
      ? undefined
      : 'is no service account; write namespace/name, such as images/image-render';
  }
  if (source.kind !== 'mtls') return undefined;
  if (field === 'subject') {
    return /^[A-Za-z0-9.-]+=/.test(text) ? undefined : 'is no certificate subject; write it as in RFC 4514, such as CN=image-render,O=acme';
  }
  return spiffeProblem(text, source.trustDomain);
}

/** The trust domain is never a pattern: whoever runs one can put any path in it. */
function spiffeProblem(text: string, trustDomain: string | undefined): string | undefined {
  const match = /^spiffe:\/\/([^/]*)\/./.exec(text);
  if (match === null) return 'is no SPIFFE id; write spiffe://TRUST-DOMAIN/PATH';
  const [, domain = ''] = match;
  if (!/^[a-z0-9._-]+$/.test(domain)) return `has no plain trust domain: ${domain === '' ? 'it is empty' : domain}`;
  return trustDomain === undefined || domain === trustDomain ? undefined : `is not of the trust domain ${trustDomain}`;
}

/** A grant that adds nothing to another, most likely because one of them is not what its author meant. */
function pointlessGrants(grants: readonly Grant[]): IdentityProblem[] {
  return grants.flatMap(({ pattern, namespaces, groups, path }, index) => {
    const other = grants.find(
      (candidate, at) =>
        at !== index &&
        covers(candidate.pattern, pattern) &&
        (candidate.pattern.source !== pattern.source ? addsNothing({ namespaces, groups }, candidate) : at < index),
    );
    if (other === undefined) return [];
    const isSame = other.pattern.source === pattern.source;
    return [{ path, message: isSame ? `${pattern.source} stands twice` : `adds nothing to ${other.pattern.source}` }];
  });
}

function addsNothing({ namespaces, groups }: Pick<Grant, 'namespaces' | 'groups'>, other: Grant): boolean {
  const isWithin = other.namespaces === undefined || namespaces?.every((name) => other.namespaces?.includes(name)) === true;
  return isWithin && groups.every((group) => other.groups.includes(group));
}
