import { expect, test } from 'vitest';
import type { AuthenticationOutcome, Identity } from '../../../src/proxy/identity/identity.ts';
import { identityProblems } from '../../../src/proxy/identity/problems.ts';
import {
  authenticate,
  authenticatorOf,
  identityContext,
  jwtSource,
  kubernetesSource,
  mtlsSource,
  parseSources,
  peerOf,
} from '../../support/identities.ts';
import { startIssuer } from '../../support/issuer.ts';

function identityOf(outcome: AuthenticationOutcome): Identity {
  if (outcome.kind === 'rejected') throw new Error(outcome.message);
  return outcome.identity;
}

test.each([
  { what: 'a list', claims: { groups: ['team-a', 'team-b'] }, source: {}, groups: ['team-a', 'team-b'] },
  { what: 'one text', claims: { groups: 'team-a' }, source: {}, groups: ['team-a'] },
  { what: 'no claim', claims: {}, source: {}, groups: [] },
  { what: 'another claim', claims: { groups: ['no'], roles: ['yes'] }, source: { groupsClaim: 'roles' }, groups: ['yes'] },
])('a token’s groups: $what', async ({ claims, source, groups }) => {
  const issuer = await startIssuer();
  const outcome = await authenticate(authenticatorOf([jwtSource(issuer, source)]), await issuer.token(claims));
  expect([...identityOf(outcome).groups]).toEqual(groups);
});

test.each([
  { what: 'too many', groups: Array.from({ length: 201 }, (_, index) => `team-${index}`) },
  { what: 'one too long', groups: ['x'.repeat(301)] },
  { what: 'one that is no text', groups: ['team-a', 7] },
  { what: 'an object', groups: { 'team-a': true } },
  { what: 'a line break in one', groups: ['team-a\nteam-b'] },
  { what: 'an empty one', groups: [''] },
])('a token is refused with $what, as the rest may be what something is denied to', async ({ groups }) => {
  const issuer = await startIssuer();
  const outcome = await authenticate(authenticatorOf([jwtSource(issuer)]), await issuer.token({ groups }));
  expect(outcome).toMatchObject({ kind: 'rejected', reason: 'unreadable-groups' });
});

test('a renewed token with the same groups is the same caller, with others another one', async () => {
  const issuer = await startIssuer();
  const authenticator = authenticatorOf([jwtSource(issuer)]);
  const withGroups = async (...groups: string[]) =>
    identityOf(await authenticate(authenticator, await issuer.token({ groups, jti: String(Math.random()) })));
  const [first, same, more, fewer] = [
    await withGroups('a', 'b'),
    await withGroups('b', 'a', 'a'),
    await withGroups('a', 'b', 'c'),
    await withGroups('a'),
  ];
  expect(same).toBe(first);
  expect(more).not.toBe(first);
  expect([...fewer.groups]).toEqual(['a']);
});

test('grants of other sources have groups, and a source says what its callers are', async () => {
  const issuer = await startIssuer();
  const spiffe = 'spiffe://eu-1.example.com/ns/images/sa/render';
  const authenticator = authenticatorOf([
    mtlsSource({ callers: 'people', grants: [{ spiffe, groups: ['renderers'] }] }),
    kubernetesSource(issuer),
  ]);
  const certificate = { spiffeIds: [spiffe], subject: 'CN=render', notAfter: Number.POSITIVE_INFINITY };
  const caller = identityOf(await authenticator.authenticate({}, peerOf({ certificate })));
  expect({ groups: [...caller.groups], kind: caller.kind, namespaces: [...caller.namespaces] }).toEqual({
    groups: ['renderers'],
    kind: 'person',
    namespaces: ['images', 'billing'],
  });
});

test('a grant may leave its namespaces out where a policy decides, and nowhere else', () => {
  const sources = parseSources([mtlsSource({ grants: [{ subject: 'CN=a' }] })]);
  expect(identityProblems(sources, { ...identityContext, hasPolicy: true })).toEqual([]);
  expect(identityProblems(sources, identityContext)).toEqual([
    {
      path: [0, 'grants', 0, 'namespaces'],
      message: 'is missing; without spec.access it is all that says where these callers may work',
    },
  ]);
});
