import { expect, test } from 'vitest';
import { httpGet } from '../../../src/adapters/http-get.ts';
import { createKeySets } from '../../../src/proxy/identity/key-set.ts';
import { authenticate, authenticatorOf, jwtSource, recordingLog, summary, type SourceOf } from '../../support/identities.ts';
import { startIssuer } from '../../support/issuer.ts';

const minute = 60_000;

/** An issuer, an authenticator that trusts it and the clock that both go by. */
async function start(changes: Partial<SourceOf<'jwt'>> = {}) {
  let time = Date.now();
  const clock = () => time;
  const issuer = await startIssuer({ clock });
  const log = recordingLog();
  const authenticator = authenticatorOf([jwtSource(issuer, changes)], { clock, log });
  return {
    issuer,
    log,
    clock,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    tell: async (token: string) => summary(await authenticate(authenticator, token)),
  };
}

const ada = 'ada@example.com of people';

test('keys are fetched once for any number of tokens', async () => {
  const { issuer, tell } = await start();
  const tokens = await Promise.all([1, 2, 3, 4].map((jti) => issuer.token({ jti: String(jti) })));
  expect(await Promise.all(tokens.map(tell))).toEqual([ada, ada, ada, ada]);
  expect(issuer.asked).toBe(1);
});

test('a key that is new at the issuer is found without a restart', async () => {
  const { issuer, tell, pass } = await start();
  expect(await tell(await issuer.token())).toBe(ada);
  pass(minute);
  await issuer.rotate({ kid: 'key-2', alg: 'Ed25519' });
  expect(await tell(await issuer.token())).toBe(ada);
  expect(issuer.asked).toBe(2);
});

test('a new key without a name is found too, beside the old one and in its place', async () => {
  const { issuer, tell, pass } = await start();
  expect(await tell(await issuer.token())).toBe(ada);
  pass(minute);
  await issuer.rotate({ kid: undefined, keepsOld: false });
  expect(await tell(await issuer.token({ jti: 'first' }))).toBe(ada);
  pass(minute);
  await issuer.rotate({ kid: undefined, keepsOld: true });
  expect(await tell(await issuer.token({ jti: 'beside' }))).toBe(ada);
  pass(minute);
  await issuer.rotate({ kid: undefined, keepsOld: false });
  expect(await tell(await issuer.token({ jti: 'instead' }))).toBe(ada);
});

test('made-up key ids make the issuer be asked once in ten seconds, whatever comes', async () => {
  const { issuer, tell, pass } = await start();
  const forged = await Promise.all(Array.from({ length: 50 }, (_, index) => issuer.token({}, { header: { kid: `made-up-${index}` } })));
  const outcomes = await Promise.all(forged.map(tell));
  expect(new Set(outcomes)).toEqual(new Set(['16 unknown-key']));
  expect(issuer.asked).toBe(1);
  pass(10_000);
  await Promise.all(forged.map(tell));
  expect(issuer.asked).toBe(2);
});

test('wrong signatures under a published key do not make the issuer be asked at all', async () => {
  const { issuer, tell, pass } = await start();
  await tell(await issuer.token());
  pass(minute);
  await issuer.rotate({ kid: 'key-1', isPublished: false });
  expect(await tell(await issuer.token())).toBe('16 bad-signature');
  expect(issuer.asked).toBe(1);
});

test('while the issuer has never answered its callers are told to try again, and it is asked every five seconds', async () => {
  const { issuer, tell, pass, log } = await start();
  issuer.answer = { status: 503 };
  const token = await issuer.token();
  expect(await Promise.all([tell(token), tell(token)])).toEqual(['14 issuer-unavailable', '14 issuer-unavailable']);
  expect(await tell(token)).toBe('14 issuer-unavailable');
  expect(issuer.asked).toBe(1);
  issuer.answer = undefined;
  pass(5_000);
  expect(await tell(token)).toBe(ada);
  expect(log.lines).toEqual([
    `warn the keys of an issuer cannot be fetched {"issuer":"${issuer.url}","error":"answered 503","isServing":false}`,
    `info the keys of an issuer can be fetched again {"issuer":"${issuer.url}"}`,
  ]);
});

test('keys at hand go on serving while the issuer is down, and only unknown keys have to wait for it', async () => {
  const { issuer, tell, pass, log } = await start();
  expect(await tell(await issuer.token())).toBe(ada);
  issuer.answer = { status: 500 };
  pass(11 * minute);
  expect(await tell(await issuer.token({ jti: 'later' }))).toBe(ada);
  await issuer.rotate({ kid: 'key-2' });
  expect(await tell(await issuer.token())).toBe('14 issuer-unavailable');
  expect(log.lines.at(-1)).toContain('"isServing":true');
});

test('a key that the issuer withdraws is dropped within ten minutes and one more call', async () => {
  const { issuer, tell, pass } = await start();
  const stolen = await issuer.token({ jti: 'stolen' });
  const later = await issuer.token({ jti: 'later' });
  expect(await tell(stolen)).toBe(ada);
  await issuer.rotate({ kid: 'key-2', keepsOld: false });
  pass(10 * minute);
  await tell(stolen);
  await expect.poll(() => issuer.asked).toBe(2);
  await expect.poll(async () => await tell(later)).toBe('16 unknown-key');
});

test('keys that nobody could refresh for a day serve no longer', async () => {
  const { issuer, tell, pass } = await start();
  const lasting = await issuer.token({}, { lifetime: 7 * 86_400 });
  expect(await tell(lasting)).toBe(ada);
  issuer.answer = { status: 500 };
  pass(24 * 60 * minute);
  expect(await tell(lasting)).toBe('14 issuer-unavailable');
});

test.each([
  { title: 'no JSON', body: '<html>' },
  { title: 'no key set', body: '{"keys":"none"}' },
  { title: 'a list', body: '[]' },
  { title: 'nothing', body: '' },
  { title: 'more than a megabyte', body: JSON.stringify({ keys: ['x'.repeat(1_100_000)] }) },
])('an answer of $title counts as none', async ({ body }) => {
  const { issuer, tell } = await start();
  issuer.answer = { body };
  expect(await tell(await issuer.token())).toBe('14 issuer-unavailable');
});

test('a published key that is a secret or too weak verifies nothing', async () => {
  const { issuer, tell } = await start();
  issuer.answer = {
    body: JSON.stringify({
      keys: [
        { kty: 'oct', kid: 'weak', k: 'c2VjcmV0' },
        { kty: 'RSA', kid: 'weak', n: 'wf8x', e: 'AQAB' },
      ],
    }),
  };
  await issuer.rotate({ kid: 'weak', alg: 'RS256' });
  expect(await tell(await issuer.token())).toBe('16 unknown-key');
});

test('a redirect is not followed', async () => {
  const { issuer, tell, log } = await start();
  issuer.answer = { status: 302 };
  expect(await tell(await issuer.token())).toBe('14 issuer-unavailable');
  expect(log.lines[0]).toContain('answered 302');
});

test('discovery that names another issuer is not believed', async () => {
  const issuer = await startIssuer();
  const log = recordingLog();
  const alias = issuer.url.replace('127.0.0.1', 'localhost');
  const authenticator = authenticatorOf([jwtSource({ url: alias })], { log });
  expect(summary(await authenticate(authenticator, await issuer.token({ iss: alias })))).toBe('14 issuer-unavailable');
  expect(log.lines[0]).toContain('is of another issuer');
});

test('keys are found by their own address when the issuer is none', async () => {
  const issuer = await startIssuer();
  const authenticator = authenticatorOf([jwtSource({ url: 'accounts' }, { jwksUri: `${issuer.url}/keys` })]);
  expect(summary(await authenticate(authenticator, await issuer.token({ iss: 'accounts' })))).toBe(ada);
});

test('a reload keeps the keys, so that an issuer that is down then locks out nobody', async () => {
  const issuer = await startIssuer();
  const keySets = createKeySets({
    fetch: httpGet,
    clock: Date.now,
    log: recordingLog(),
    readText: async () => await Promise.resolve(undefined),
  });
  const before = authenticatorOf([jwtSource(issuer)], { keySets });
  expect(summary(await authenticate(before, await issuer.token()))).toBe(ada);
  before.close();
  issuer.answer = { status: 503 };
  const grants = [{ subject: '*', namespaces: ['billing'] }];
  const after = authenticatorOf([jwtSource(issuer, { grants })], { keySets });
  expect(await authenticate(after, await issuer.token())).toMatchObject({ identity: { namespaces: new Set(['billing']) } });
});

test('a reload drops keys that the issuer has withdrawn', async () => {
  let time = Date.now();
  const clock = () => time;
  const issuer = await startIssuer({ clock });
  const keySets = createKeySets({ fetch: httpGet, clock, log: recordingLog(), readText: async () => await Promise.resolve(undefined) });
  const token = await issuer.token();
  expect(summary(await authenticate(authenticatorOf([jwtSource(issuer)], { keySets, clock }), token))).toBe(ada);
  await issuer.rotate({ kid: 'key-2', keepsOld: false });
  time += 10_000;
  const after = authenticatorOf([jwtSource(issuer)], { keySets, clock });
  await expect.poll(() => issuer.asked).toBe(2);
  await expect.poll(async () => summary(await authenticate(after, token))).toBe('16 unknown-key');
});

test('keys are not fetched in clear from another machine, not even when discovery says so', async () => {
  const { fetchKeys } = await import('../../../src/proxy/identity/fetch-keys.ts');
  const place = { issuer: 'https://id.example.com', jwksUri: undefined, authorities: undefined, token: undefined };
  const found: string[] = [];
  const fetched = fetchKeys({
    place,
    development: false,
    readText: async () => await Promise.resolve(undefined),
    fetch: async (url) => {
      found.push(url.href);
      return await Promise.resolve(JSON.stringify({ issuer: place.issuer, jwks_uri: 'http://id.example.com/keys' }));
    },
  });
  await expect(fetched).rejects.toThrow('http://id.example.com is not https');
  expect(found).toEqual(['https://id.example.com/.well-known/openid-configuration']);
});
