import { exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { expect, test } from 'vitest';
import { authenticate, authenticatorOf, jwtSource, peerOf, summary } from '../../support/identities.ts';
import { audience, startIssuer, type Issuer } from '../../support/issuer.ts';

const seconds = () => Math.floor(Date.now() / 1_000);

test('a token of a known issuer gives its subject, the namespaces of its grants and the place of its source', async () => {
  const issuer = await startIssuer();
  const grants = [
    { subject: '*@example.com', namespaces: ['images'] },
    { subject: 'ada@*', namespaces: ['billing'] },
  ];
  const outcome = await authenticate(authenticatorOf([jwtSource(issuer, { grants })]), await issuer.token());
  expect(outcome).toEqual({
    kind: 'authenticated',
    identity: {
      source: 'people',
      subject: 'ada@example.com',
      place: { cluster: 'eu-1', environment: 'production', region: 'eu' },
      namespaces: new Set(['images', 'billing']),
      groups: new Set(),
      kind: 'person',
    },
  });
});

interface ClaimCase {
  title: string;
  claims: Record<string, unknown>;
  header?: Record<string, unknown>;
  expected: string;
}

test.each<ClaimCase>([
  { title: 'has expired', claims: { exp: seconds() - 61 }, expected: '16 token-expired' },
  { title: 'has expired within the clock skew', claims: { exp: seconds() - 30 }, expected: 'ada@example.com of people' },
  { title: 'is not valid yet', claims: { nbf: seconds() + 90 }, expected: '16 token-not-yet-valid' },
  { title: 'is not valid yet within the clock skew', claims: { nbf: seconds() + 30 }, expected: 'ada@example.com of people' },
  { title: 'never expires', claims: { exp: undefined }, expected: '16 token-never-expires' },
  { title: 'has an expiry that is no number', claims: { exp: 'tomorrow' }, expected: '16 token-never-expires' },
  { title: 'is for nobody', claims: { aud: undefined }, expected: '16 wrong-audience' },
  { title: 'is for somebody else', claims: { aud: 'wiki' }, expected: '16 wrong-audience' },
  { title: 'is for what is no text', claims: { aud: { toString: {} } }, expected: '16 wrong-audience' },
  { title: 'is for a text among others', claims: { aud: [{ toString: {} }, 7, audience] }, expected: 'ada@example.com of people' },
  { title: 'is for this proxy and others', claims: { aud: ['wiki', audience] }, expected: 'ada@example.com of people' },
  { title: 'is of an unknown issuer', claims: { iss: 'https://evil.example' }, expected: '16 unknown-issuer' },
  { title: 'names no issuer', claims: { iss: undefined }, expected: '16 unknown-issuer' },
  { title: 'has no subject', claims: { sub: undefined }, expected: '16 no-subject' },
  { title: 'has an empty subject', claims: { sub: '' }, expected: '16 no-subject' },
  { title: 'has a subject that is no text', claims: { sub: ['a'] }, expected: '16 no-subject' },
  { title: 'has a subject with a line break', claims: { sub: 'ada@example.com\nx@example.com' }, expected: '16 no-subject' },
  { title: 'has an endless subject', claims: { sub: `${'a'.repeat(300)}@example.com` }, expected: '16 no-subject' },
  { title: 'is of somebody without a grant', claims: { sub: 'eve@example.org' }, expected: '7 not-granted' },
  { title: 'is bound to a key', claims: { cnf: { jkt: 'x' } }, expected: '16 bound-token' },
  { title: 'says that it is an access token', claims: {}, header: { typ: 'at+jwt' }, expected: 'ada@example.com of people' },
  { title: 'says that it is a JWT', claims: {}, header: { typ: 'JWT' }, expected: 'ada@example.com of people' },
  { title: 'is a logout token', claims: {}, header: { typ: 'logout+jwt' }, expected: '16 wrong-type' },
  { title: 'names a key file', claims: {}, header: { kid: '../../../../dev/null' }, expected: '16 unknown-key' },
  { title: 'brings its own key', claims: {}, header: { kid: 'mine', jwk: { kty: 'EC' } }, expected: '16 unknown-key' },
  { title: 'names an object as key', claims: {}, header: { kid: { a: 1 } }, expected: '16 unknown-key' },
])('a token that $title: $expected', async ({ claims, header = {}, expected }) => {
  const issuer = await startIssuer();
  const outcome = await authenticate(authenticatorOf([jwtSource(issuer)]), await issuer.token(claims, { header }));
  expect(summary(outcome)).toBe(expected);
});

const forgeries: { title: string; forge: (issuer: Issuer) => Promise<string>; expected: string }[] = [
  {
    title: 'without a signature',
    forge: async (issuer) => await Promise.resolve(new UnsecuredJWT(claimsOf(issuer)).encode()),
    expected: '16 token-malformed',
  },
  {
    title: 'with the algorithm none and something for a signature',
    forge: async (issuer) => await Promise.resolve(`${new UnsecuredJWT(claimsOf(issuer)).encode()}AAAA`),
    expected: '16 bad-algorithm',
  },
  {
    title: 'signed with a shared secret',
    forge: async (issuer) =>
      await new SignJWT(claimsOf(issuer)).setProtectedHeader({ alg: 'HS256', kid: 'key-1' }).sign(new TextEncoder().encode('s'.repeat(32))),
    expected: '16 bad-algorithm',
  },
  {
    title: 'signed with the public key as shared secret',
    forge: async (issuer) => {
      const secret = new TextEncoder().encode(await exportSPKI(issuer.publicKey));
      return await new SignJWT(claimsOf(issuer)).setProtectedHeader({ alg: 'HS256', kid: 'key-1' }).sign(secret);
    },
    expected: '16 bad-algorithm',
  },
  {
    title: 'signed by a key of the same name',
    forge: async (issuer) => {
      const { privateKey } = await generateKeyPair('ES256');
      return await new SignJWT(claimsOf(issuer)).setProtectedHeader({ alg: 'ES256', kid: 'key-1' }).sign(privateKey);
    },
    expected: '16 bad-signature',
  },
  {
    title: 'with an extension it says must be understood',
    forge: async (issuer) =>
      await new SignJWT(claimsOf(issuer))
        .setProtectedHeader({ alg: 'ES256', kid: 'key-1', crit: ['acme'], acme: true })
        .sign(issuer.key, { crit: { acme: true } }),
    expected: '16 unknown-extension',
  },
  {
    title: 'with another payload',
    forge: async (issuer) => {
      const [header, , signature] = (await issuer.token()).split('.');
      const payload = Buffer.from(JSON.stringify({ ...claimsOf(issuer), sub: 'root@example.com' })).toString('base64url');
      return `${header}.${payload}.${signature}`;
    },
    expected: '16 bad-signature',
  },
  { title: 'cut short', forge: async (issuer) => (await issuer.token()).slice(0, -10), expected: '16 bad-signature' },
  {
    title: 'of two parts',
    forge: async (issuer) => (await issuer.token()).split('.').slice(0, 2).join('.'),
    expected: '16 token-malformed',
  },
  { title: 'of five parts', forge: async (issuer) => `${await issuer.token()}.a.b`, expected: '16 token-malformed' },
  { title: 'that is no base64', forge: async () => await Promise.resolve('a.%%%.c'), expected: '16 bad-scheme' },
  { title: 'whose claims are no JSON', forge: async () => await Promise.resolve('e30.bm9wZQ.AAAA'), expected: '16 token-malformed' },
  { title: 'whose claims are a list', forge: async () => await Promise.resolve('e30.W10.AAAA'), expected: '16 token-malformed' },
  { title: 'of 20,000 characters', forge: async () => await Promise.resolve('a'.repeat(20_000)), expected: '16 token-too-long' },
];

function claimsOf(issuer: Issuer): JWTPayload {
  return { iss: issuer.url, aud: audience, sub: 'ada@example.com', exp: seconds() + 600 };
}

test.each(forgeries)('a token $title is refused: $expected', async ({ forge, expected }) => {
  const issuer = await startIssuer();
  const token = await forge(issuer);
  const outcome = await authenticate(authenticatorOf([jwtSource(issuer)]), token);
  expect(summary(outcome)).toBe(expected);
  expect(JSON.stringify(outcome)).not.toContain(token.slice(0, 40));
});

test.each([
  { title: 'two headers', authorization: ['Bearer a', 'Bearer b'], expected: '16 several-credentials' },
  { title: 'two headers in one', authorization: 'Bearer a, Bearer b', expected: '16 bad-scheme' },
  { title: 'another scheme', authorization: 'Basic YTpi', expected: '16 bad-scheme' },
  { title: 'a scheme alone', authorization: 'Bearer ', expected: '16 bad-scheme' },
  { title: 'nothing', authorization: '', expected: '16 bad-scheme' },
  { title: 'a token without a scheme', authorization: 'eyJhbGciOiJub25lIn0.e30.AAAA', expected: '16 bad-scheme' },
])('an authorization of $title is refused', async ({ authorization, expected }) => {
  const issuer = await startIssuer();
  const outcome = await authenticatorOf([jwtSource(issuer)]).authenticate({ authorization }, peerOf());
  expect(summary(outcome)).toBe(expected);
});

test('the scheme is taken in any case', async () => {
  const issuer = await startIssuer();
  const authorization = `bearer ${await issuer.token()}`;
  expect(summary(await authenticatorOf([jwtSource(issuer)]).authenticate({ authorization }, peerOf()))).toBe('ada@example.com of people');
});

test('another claim can be the subject, and an address that is not verified is none', async () => {
  const issuer = await startIssuer();
  const authenticator = authenticatorOf([jwtSource(issuer, { subjectClaim: 'email' })]);
  const claims = { sub: '4711', email: 'ada@example.com' };
  expect(summary(await authenticate(authenticator, await issuer.token(claims)))).toBe('ada@example.com of people');
  for (const email_verified of [false, 'false', 0, null])
    expect(summary(await authenticate(authenticator, await issuer.token({ ...claims, email_verified })))).toBe('16 email-not-verified');
  expect(summary(await authenticate(authenticator, await issuer.token({ ...claims, email_verified: 'true' })))).toBe(
    'ada@example.com of people',
  );
});

test('the issuer picks the source, and no other source may vouch for its tokens', async () => {
  const [one, other] = [await startIssuer(), await startIssuer()];
  const authenticator = authenticatorOf([
    jwtSource(one),
    jwtSource(other, { name: 'robots', place: { environment: 'staging', region: 'us' } }),
  ]);
  const outcome = await authenticate(authenticator, await other.token());
  expect(outcome).toMatchObject({ identity: { source: 'robots', place: { cluster: undefined, environment: 'staging', region: 'us' } } });
  expect(summary(await authenticate(authenticator, await one.token({ iss: other.url })))).toBe('16 bad-signature');
});

test('of two sources of one issuer the audience picks, and a token for both is refused', async () => {
  const issuer = await startIssuer();
  const authenticator = authenticatorOf([jwtSource(issuer), jwtSource(issuer, { name: 'staging', audiences: ['temporal-staging'] })]);
  expect(summary(await authenticate(authenticator, await issuer.token({ aud: 'temporal-staging' })))).toBe('ada@example.com of staging');
  expect(summary(await authenticate(authenticator, await issuer.token({ aud: [audience, 'temporal-staging'] })))).toBe('16 wrong-audience');
});
