import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { authenticate, authenticatorOf, jwtSource, mtlsSource, peerOf, summary, type SourceInput } from '../../support/identities.ts';
import { startIssuer } from '../../support/issuer.ts';

const place = { environment: 'staging', region: 'eu' };
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const staticSource: SourceInput = {
  kind: 'static',
  name: 'scripts',
  place,
  tokens: [
    { subject: 'seed', sha256: sha256('open-sesame'), namespaces: ['images'] },
    { subject: 'seed', sha256: sha256('new-sesame'), namespaces: ['images', 'billing'] },
  ],
};
const localSource: SourceInput = { kind: 'local', name: 'here', subject: 'developer', namespaces: ['images'], place };
const certificate = {
  spiffeIds: ['spiffe://eu-1.example.com/ns/images/sa/image-render'],
  subject: 'O=SPIRE',
  notAfter: Date.now() + 60_000,
};

test('a known token is answered at once, with the same identity each time', async () => {
  const issuer = await startIssuer();
  const authenticator = authenticatorOf([jwtSource(issuer)]);
  const authorization = `Bearer ${await issuer.token()}`;
  const first = await authenticator.authenticate({ authorization }, peerOf());
  const again = authenticator.authenticate({ authorization }, peerOf());
  expect(again).toBe(first);
});

test('a renewed token has the identity of the one before', async () => {
  const issuer = await startIssuer();
  const authenticator = authenticatorOf([jwtSource(issuer)]);
  const first = await authenticate(authenticator, await issuer.token({ jti: '1' }));
  expect(await authenticate(authenticator, await issuer.token({ jti: '2' }))).toBe(first);
});

test('first calls with one token share its verification', async () => {
  const issuer = await startIssuer();
  const authenticator = authenticatorOf([jwtSource(issuer)]);
  const headers = { authorization: `Bearer ${await issuer.token()}` };
  const one = authenticator.authenticate(headers, peerOf());
  expect(authenticator.authenticate({ ...headers }, peerOf())).toBe(one);
  expect(summary(await one)).toBe('ada@example.com of people');
});

test('a known token is refused from its expiry on, skew included', async () => {
  let time = Date.now();
  const clock = () => time;
  const issuer = await startIssuer({ clock });
  const authenticator = authenticatorOf([jwtSource(issuer, { clockSkew: '5s' })], { clock });
  const token = await issuer.token({}, { lifetime: 30 });
  expect(summary(await authenticate(authenticator, token))).toBe('ada@example.com of people');
  time += 34_000 - (time % 1_000);
  expect(summary(await authenticate(authenticator, token))).toBe('ada@example.com of people');
  time += 2_000;
  expect(summary(await authenticate(authenticator, token))).toBe('16 token-expired');
});

test('the signature of a known token is checked again after verifyEvery', async () => {
  let time = Date.now();
  const clock = () => time;
  const issuer = await startIssuer({ clock });
  const authenticator = authenticatorOf([jwtSource(issuer, { verifyEvery: '1m' })], { clock });
  const headers = { authorization: `Bearer ${await issuer.token()}` };
  await authenticator.authenticate(headers, peerOf());
  time += 59_000;
  expect(authenticator.authenticate(headers, peerOf())).not.toBeInstanceOf(Promise);
  time += 1_000;
  expect(authenticator.authenticate(headers, peerOf())).toBeInstanceOf(Promise);
});

test('a token without a grant is remembered as such', async () => {
  const issuer = await startIssuer();
  const authenticator = authenticatorOf([jwtSource(issuer)]);
  const headers = { authorization: `Bearer ${await issuer.token({ sub: 'eve@example.org' })}` };
  await authenticator.authenticate(headers, peerOf());
  expect(authenticator.authenticate(headers, peerOf())).toMatchObject({ status: 7, reason: 'not-granted' });
});

test('a closed authenticator has forgotten its tokens', async () => {
  const issuer = await startIssuer();
  const authenticator = authenticatorOf([jwtSource(issuer)]);
  const headers = { authorization: `Bearer ${await issuer.token()}` };
  await authenticator.authenticate(headers, peerOf());
  authenticator.close();
  expect(authenticator.authenticate(headers, peerOf())).toBeInstanceOf(Promise);
});

test('more tokens than are remembered are verified all the same', async () => {
  const authenticator = authenticatorOf([staticSource]);
  for (let index = 0; index < 12_000; index += 1) await authenticate(authenticator, `guess-${index}`);
  expect(summary(await authenticate(authenticator, 'open-sesame'))).toBe('seed of scripts');
});

test.each([
  { title: 'the token before the certificate', token: 'good', hasCertificate: true, expected: 'ada@example.com of people' },
  { title: 'the certificate without a token', token: undefined, hasCertificate: true, expected: `${certificate.spiffeIds[0]} of mesh` },
  { title: 'the connection without both', token: undefined, hasCertificate: false, expected: 'developer of here' },
  { title: 'a static token by its hash', token: 'open-sesame', hasCertificate: true, expected: 'seed of scripts' },
  { title: 'a bad token alone, whatever else there is', token: 'a.b.c', hasCertificate: true, expected: '16 token-malformed' },
  { title: 'a bad token alone on a local connection', token: 'guess', hasCertificate: false, expected: '16 token-malformed' },
])('with every kind of source at once, $title counts: $expected', async ({ token, hasCertificate, expected }) => {
  const issuer = await startIssuer();
  const authenticator = authenticatorOf([jwtSource(issuer), mtlsSource(), staticSource, localSource]);
  const peer = peerOf(hasCertificate ? { certificate } : {});
  expect(summary(await authenticate(authenticator, token === 'good' ? await issuer.token() : token, peer))).toBe(expected);
});

test('an empty authorization header is a bad credential and no missing one', async () => {
  expect(summary(await authenticatorOf([localSource]).authenticate({ authorization: '' }, peerOf()))).toBe('16 bad-scheme');
});

test('each static token has the namespaces that stand beside it', async () => {
  const authenticator = authenticatorOf([staticSource]);
  expect(await authenticate(authenticator, 'open-sesame')).toMatchObject({ identity: { namespaces: new Set(['images']) } });
  expect(await authenticate(authenticator, 'new-sesame')).toMatchObject({ identity: { namespaces: new Set(['images', 'billing']) } });
});

test('a static token that is not known is refused', async () => {
  expect(summary(await authenticate(authenticatorOf([staticSource]), 'guess'))).toBe('16 unknown-static-token');
});

test.each([
  ['127.0.0.1:4711', 'developer of here'],
  ['[::1]:4711', 'developer of here'],
  ['::1:4711', 'developer of here'],
  ['::ffff:127.0.0.1:4711', 'developer of here'],
  ['10.0.0.7:4711', '7 not-granted'],
  ['127.evil.example:4711', '7 not-granted'],
  ['', '7 not-granted'],
])('the local source takes connections of this machine alone: %s is %s', async (address, expected) => {
  expect(summary(await authenticate(authenticatorOf([localSource]), undefined, peerOf({ address })))).toBe(expected);
});

test('without a local source no credential is UNAUTHENTICATED, and the message says what to send', async () => {
  const outcome = await authenticate(authenticatorOf([mtlsSource()]), undefined);
  expect(outcome).toMatchObject({ status: 16, reason: 'no-credential', message: expect.stringContaining('authorization: Bearer TOKEN') });
});

test('a certificate that nobody is granted is not let in as a local caller', async () => {
  const peer = peerOf({ certificate: { ...certificate, spiffeIds: ['spiffe://other.example.com/ns/images/sa/image-render'] } });
  expect(summary(await authenticate(authenticatorOf([mtlsSource(), localSource]), undefined, peer))).toBe('7 not-granted');
});
