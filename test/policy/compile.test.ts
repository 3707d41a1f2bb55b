import { expect, test } from 'vitest';
import { bitsOf, decodeBits, rightsIn } from '../../src/domain/access.ts';
import { compilePolicy } from '../../src/policy/compile.ts';
import { readPolicyTexts } from '../../src/policy/read.ts';
import type { Caller } from '../../src/policy/policy.ts';
import type { Problem } from '../../src/errors/tool-error.ts';

const text = `
apiVersion: managed-temporal.dev/v1
kind: Policy
metadata: { name: company }
spec:
  roles:
    - name: reader
      description: Looks.
      allow: [{ rights: [read, query] }]
    - name: developer
      description: Does.
      includes: [reader]
      allow: [{ rights: [start, signal] }, { rights: [terminate], workflowTypes: [render*] }]
      deny: [{ rights: [terminate], workflowTypes: [renderInvoice] }]
    - name: worker
      description: Works.
      allow: [{ rights: [work, decode] }]
  grants:
    - { role: developer, to: [{ group: team-images }], namespaces: [images] }
    - { role: reader, to: [{ callers: people }], namespaces: ['*'], environments: [staging] }
    - { role: worker, to: [{ subject: images/*, source: cluster }], namespaces: [images] }
  denials:
    - { rights: [query], to: [{ subject: '*@rival.example' }], namespaces: ['*'], reason: Contract of 2024. }
---
apiVersion: managed-temporal.dev/v1
kind: BreakGlass
metadata: { name: incident-7 }
spec:
  role: worker
  to: [{ group: on-call }]
  namespaces: ['im*']
  reason: The render farm burns.
  from: 2030-01-01T00:00:00Z
  until: 2030-01-01T02:00:00Z
`;
const ada: Caller = { source: 'sso', subject: 'ada@example.com', groups: new Set(['team-images', 'on-call']), kind: 'person' };
const images = { namespace: 'images', environment: 'production', region: 'eu' };

function policyOf(source: string) {
  const problems: Problem[] = [];
  const reading = readPolicyTexts([{ file: 'policy.yaml', text: source }]);
  const policy = compilePolicy(reading.documents, problems);
  expect([...reading.problems, ...problems]).toEqual([]);
  return policy;
}

test('a caller has what its roles say, less what is denied, and more while break-glass lasts', () => {
  const policy = policyOf(text);
  const rights = policy.rightsOf(ada, images, Date.parse('2029-12-31T00:00:00Z'));
  expect(rightsIn(rights.everywhere)).toEqual(['read', 'query', 'start', 'signal']);
  expect(rightsIn(rights.somewhere)).toEqual(['read', 'query', 'start', 'signal', 'terminate']);
  expect([rights.holds(bitsOf(['terminate']), 'renderFilm'), rights.holds(bitsOf(['terminate']), 'renderInvoice')]).toEqual([true, false]);
  expect(rights.scopesOf(bitsOf(['terminate', 'read']))).toEqual([
    { allowed: [{ kind: 'prefix', text: 'render' }], denied: [{ kind: 'exact', text: 'renderInvoice' }] },
  ]);
  expect(rights.until).toBe(Date.parse('2030-01-01T00:00:00Z'));
  expect(policy.rightsOf(ada, images, rights.until - 1)).toBe(rights);
  const during = policy.rightsOf(ada, images, rights.until);
  expect(during.breakGlass).toBe(bitsOf(['work']) | decodeBits);
  expect(during.breakGlassFor(bitsOf(['read', 'work']), undefined)).toEqual({ name: 'incident-7', reason: 'The render farm burns.' });
  expect(during.breakGlassFor(bitsOf(['read']), undefined)).toBeUndefined();
  const question = { caller: ada, where: images, workflowType: undefined, now: rights.until };
  expect(policy.explain({ ...question, bits: bitsOf(['work']) }).breakGlass).toEqual([
    { name: 'incident-7', reason: 'The render farm burns.' },
  ]);
  expect(policy.explain({ ...question, bits: bitsOf(['read']) }).breakGlass).toEqual([]);
});

test('a denial says why', () => {
  const eve: Caller = { ...ada, subject: 'eve@rival.example' };
  const question = { caller: eve, where: images, bits: bitsOf(['query']), workflowType: undefined, now: 0 };
  expect(policyOf(text).explain(question).denial).toEqual({
    reason: 'Contract of 2024.',
    place: { file: 'policy.yaml', line: 23, column: 7 },
  });
});
