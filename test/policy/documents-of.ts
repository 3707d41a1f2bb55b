import { stringify } from 'yaml';
import type { z } from 'zod';
import type { breakGlassDocument, policyDocument } from '../../src/policy/documents.ts';
import { compilePolicy, type CompiledPolicy } from '../../src/policy/compile.ts';
import { readPolicyTexts, type PolicyDocuments } from '../../src/policy/read.ts';
import type { Problem } from '../../src/errors/tool-error.ts';

export type PolicySpec = z.input<typeof policyDocument>['spec'];
export type BreakGlassSpec = z.input<typeof breakGlassDocument>['spec'];

const apiVersion = 'managed-temporal.dev/v1';

export function policyText(spec: PolicySpec, name = 'company'): string {
  return stringify({ apiVersion, kind: 'Policy', metadata: { name }, spec }, { aliasDuplicateObjects: false });
}

export function breakGlassText(spec: BreakGlassSpec, name = 'incident'): string {
  return stringify({ apiVersion, kind: 'BreakGlass', metadata: { name }, spec }, { aliasDuplicateObjects: false });
}

export function namespaceText(name: string, owner: string, access: readonly object[] = []): string {
  const spec = {
    retention: '7d',
    environments: ['production'],
    regions: ['eu'],
    rateLimits: { actionsPerSecond: 100, requestsPerSecond: 50 },
    access,
  };
  return stringify({ apiVersion, kind: 'Namespace', metadata: { name, owner }, spec }, { aliasDuplicateObjects: false });
}

/** Documents and policy of one text; whatever is wrong with it as `problems`. */
export function compiled(...texts: readonly string[]): { policy: CompiledPolicy; documents: PolicyDocuments; problems: Problem[] } {
  const { documents, problems } = readPolicyTexts([{ file: 'policy.yaml', text: texts.join('\n---\n') }]);
  const policy = compilePolicy(documents, problems);
  return { policy, documents, problems };
}
