import type { CompiledPolicy } from '../compile.ts';
import type { PolicyDocuments, ReadFiles } from '../read.ts';
import { breakGlassFindings, denialFindings, namespaceFindings, ownerFindings, roleFindings, typeFindings } from './document-findings.ts';
import type { KnownNamespace } from './document-findings.ts';
import type { Finding } from './finding.ts';
import { emptyFindings } from './empty-findings.ts';
import { grantFindings } from './grant-findings.ts';
import { nameFindings } from './name-findings.ts';
import { testFindings } from './test-findings.ts';

export interface PolicyCheckInput {
  readonly policy: CompiledPolicy;
  readonly documents: PolicyDocuments;
  readonly read: ReadFiles;
  /** Those that are served, besides those that have a Namespace document. */
  readonly namespaces: readonly KnownNamespace[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** What is valid and hardly meant, and every case of a PolicyTest that comes out otherwise; by place. */
export function findingsOf({ policy, documents, read, namespaces, now }: PolicyCheckInput): Finding[] {
  const { entries } = policy;
  const known = knownNamespaces(documents, namespaces);
  const found = [
    ...emptyFindings(entries, read),
    ...nameFindings(entries),
    ...namespaceFindings(documents, known),
    ...ownerFindings(entries, known),
    ...roleFindings(documents),
    ...grantFindings(entries),
    ...denialFindings(entries),
    ...typeFindings(entries),
    ...breakGlassFindings(documents, now),
    ...testFindings(policy, documents, now),
  ];
  return found.toSorted((a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.kind, b.kind));
}

function knownNamespaces({ namespaces }: PolicyDocuments, served: readonly KnownNamespace[]): KnownNamespace[] {
  const declared = namespaces.map(({ value, placeOf }) => ({ name: value.metadata.name, place: placeOf(['metadata', 'name']) }));
  const byName = new Map([...served, ...declared].toReversed().map((one) => [one.name, one]));
  return [...byName.values()];
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
