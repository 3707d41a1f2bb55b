import { expect, test } from 'vitest';
import { namespaceProblems } from '../../src/policy/namespace-problems.ts';
import { readPolicyTexts } from '../../src/policy/read.ts';

const namespace = (name: string, owner: string, rights = 'read') => `apiVersion: managed-temporal.dev/v1
kind: Namespace
metadata: { name: ${name}, owner: ${owner} }
spec:
  retention: 14d
  environments: [staging]
  regions: [eu]
  rateLimits: { actionsPerSecond: 1, requestsPerSecond: 1 }
  access:
    - to: { group: ${owner} }
      rights: [${rights}]
      because: ${owner} owns it
`;

function problemsOf(text: string, owners?: ReadonlyMap<string, string>): string[] {
  const { documents, problems } = readPolicyTexts([{ file: 'namespace.yaml', text }]);
  expect(problems).toEqual([]);
  return namespaceProblems(documents.namespaces, owners).map(({ line, message }) => `${String(line)}: ${message}`);
}

test('a team that writes down another’s namespace as its own is refused', () => {
  const owners = new Map([['payroll', 'team-people']]);
  expect(problemsOf(namespace('payroll', 'team-people'), owners)).toEqual([]);
  expect(problemsOf(namespace('payroll', 'team-images'), owners)).toEqual([
    "3: payroll is team-people's: another team's document gives no rights in it",
  ]);
});

test('a namespace that nobody has given to a team is believed', () => {
  expect(problemsOf(namespace('images', 'team-images'), new Map())).toEqual([]);
  expect(problemsOf(namespace('images', 'team-images'))).toEqual([]);
});

test('what is the platform’s is not for a team to give', () => {
  expect(problemsOf(namespace('images', 'team-images', 'read, administer, platform'))).toEqual([
    '11: administer is given by a Policy alone',
    '11: platform is given by a Policy alone',
  ]);
});
