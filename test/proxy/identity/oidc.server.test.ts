import { decodeJwt, decodeProtectedHeader } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { authenticate, authenticatorOf, jwtSource, summary } from '../../support/identities.ts';
import { startIdentityProvider, type IdentityProvider } from '../../support/identity-provider.ts';

async function start(): Promise<IdentityProvider> {
  const provider = await startIdentityProvider(['image-robot', 'stranger']);
  onTestFinished(async () => await provider.close());
  return provider;
}

const grants = [{ subject: 'image-*', namespaces: ['images'] }];

test('an access token of a real provider is taken, found by discovery', async () => {
  const provider = await start();
  const authenticator = authenticatorOf([jwtSource({ url: provider.issuer }, { grants })]);
  const token = await provider.token('image-robot');
  expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
  expect(summary(await authenticate(authenticator, token))).toBe('image-robot of people');
  expect(summary(await authenticate(authenticator, await provider.token('stranger')))).toBe('7 not-granted');
});

test('a token for another resource of the same provider is refused', async () => {
  const provider = await start();
  const authenticator = authenticatorOf([jwtSource({ url: provider.issuer }, { grants })]);
  expect(summary(await authenticate(authenticator, await provider.token('image-robot', { resource: 'wiki' })))).toBe('16 wrong-audience');
});

test('a token is refused once it has expired', async () => {
  const provider = await start();
  let time = Date.now();
  const authenticator = authenticatorOf([jwtSource({ url: provider.issuer }, { grants })], { clock: () => time });
  const token = await provider.token('image-robot');
  expect(summary(await authenticate(authenticator, token))).toBe('image-robot of people');
  time = ((decodeJwt(token).exp ?? 0) + 61) * 1_000;
  expect(summary(await authenticate(authenticator, token))).toBe('16 token-expired');
});

test('the provider rotates its key while the proxy runs: new tokens are taken, and old ones as long as their key is published', async () => {
  const provider = await start();
  let time = Date.now();
  const authenticator = authenticatorOf([jwtSource({ url: provider.issuer }, { grants })], { clock: () => time });
  const old = await provider.token('image-robot');
  expect(summary(await authenticate(authenticator, old))).toBe('image-robot of people');
  await provider.rotate({ keepsOld: true });
  time += 10_000;
  const renewed = await provider.token('image-robot');
  expect(decodeProtectedHeader(renewed).kid).not.toBe(decodeProtectedHeader(old).kid);
  expect(summary(await authenticate(authenticator, renewed))).toBe('image-robot of people');
  const unused = await provider.token('image-robot');
  await provider.rotate({ keepsOld: false });
  time += 10_000;
  expect(summary(await authenticate(authenticator, await provider.token('image-robot')))).toBe('image-robot of people');
  expect(summary(await authenticate(authenticator, unused))).toBe('16 unknown-key');
});

test('the provider goes down: known keys serve on, and a proxy that has none says UNAVAILABLE', async () => {
  const provider = await start();
  const sources = [jwtSource({ url: provider.issuer }, { grants })];
  const authenticator = authenticatorOf(sources);
  const [first, second] = [await provider.token('image-robot'), await provider.token('image-robot')];
  expect(summary(await authenticate(authenticator, first))).toBe('image-robot of people');
  await provider.close();
  expect(summary(await authenticate(authenticator, second))).toBe('image-robot of people');
  expect(summary(await authenticate(authenticatorOf(sources), second))).toBe('14 issuer-unavailable');
});
