import { expect, test } from 'vitest';
import { authenticate, authenticatorOf, jwtSource, kubernetesSource, summary } from '../../support/identities.ts';
import { startIssuer } from '../../support/issuer.ts';

/** The claims of a bound token as an API server issues them. */
function claimsOf({ namespace = 'images', name = 'image-render' } = {}): Record<string, unknown> {
  return {
    sub: `system:serviceaccount:${namespace}:${name}`,
    'kubernetes.io': {
      namespace,
      node: { name: 'node-1', uid: '1' },
      pod: { name: `${name}-5d9c`, uid: '2' },
      serviceaccount: { name, uid: '3' },
      warnafter: 1,
    },
  };
}

test('a bound token gives namespace and name of its service account', async () => {
  const issuer = await startIssuer();
  const outcome = await authenticate(authenticatorOf([kubernetesSource(issuer)]), await issuer.token(claimsOf()));
  expect(outcome).toMatchObject({
    identity: { source: 'cluster', subject: 'images/image-render', place: { cluster: 'eu-1', region: 'eu' } },
  });
});

test.each([
  { title: 'of a service account without a grant', claims: claimsOf({ name: 'default' }), expected: '7 not-granted' },
  { title: 'of a namespace of the same beginning', claims: claimsOf({ namespace: 'images-x' }), expected: '7 not-granted' },
  {
    title: 'of the legacy kind',
    claims: {
      exp: undefined,
      sub: 'system:serviceaccount:images:image-render',
      'kubernetes.io/serviceaccount/namespace': 'images',
      'kubernetes.io/serviceaccount/secret.name': 'image-render-token',
    },
    expected: '16 token-never-expires',
  },
  { title: 'without bound claims', claims: { sub: 'system:serviceaccount:images:image-render' }, expected: '16 no-subject' },
  {
    title: 'that says two namespaces',
    claims: { ...claimsOf({ namespace: 'billing' }), sub: claimsOf()['sub'] },
    expected: '16 no-subject',
  },
  { title: 'that says two names', claims: { ...claimsOf({ name: 'image-other' }), sub: claimsOf()['sub'] }, expected: '16 no-subject' },
  { title: 'of a user', claims: { ...claimsOf(), sub: 'kubernetes-admin' }, expected: '16 no-subject' },
  { title: 'of too many parts', claims: { ...claimsOf(), sub: 'system:serviceaccount:images:image-render:x' }, expected: '16 no-subject' },
  { title: 'whose bound claims are text', claims: { ...claimsOf(), 'kubernetes.io': 'images' }, expected: '16 no-subject' },
  { title: 'for another audience', claims: { ...claimsOf(), aud: ['https://kubernetes.default.svc'] }, expected: '16 wrong-audience' },
])('a token $title: $expected', async ({ claims, expected }) => {
  const issuer = await startIssuer();
  expect(summary(await authenticate(authenticatorOf([kubernetesSource(issuer)]), await issuer.token(claims)))).toBe(expected);
});

test('a token of a person with the name of a service account is none of the cluster', async () => {
  const [people, cluster] = [await startIssuer(), await startIssuer()];
  const authenticator = authenticatorOf([jwtSource(people), kubernetesSource(cluster)]);
  expect(summary(await authenticate(authenticator, await people.token(claimsOf())))).toBe('7 not-granted');
});
