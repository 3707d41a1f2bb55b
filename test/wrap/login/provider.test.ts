import { expect, test } from 'vitest';
import type { HttpFetch } from '../../../src/adapters/http-fetch.ts';
import { sessionFrom } from '../../../src/wrap/login/choose-token.ts';
import { login } from '../../../src/wrap/wrap.ts';
import { loginTarget, loginWorld } from '../../support/login.ts';

const issuer = 'https://id.example.com';
const target = loginTarget({ issuer });
const metadata = {
  issuer,
  authorization_endpoint: `${issuer}/auth`,
  token_endpoint: `${issuer}/token`,
  device_authorization_endpoint: `${issuer}/device`,
};
const device = { device_code: 'secret-device-code', user_code: 'WDJB-MJHT', verification_uri: `${issuer}/activate`, expires_in: 600 };

function json(body: object, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

/** A provider that works, but for one path. */
function answering(path: string, answer: () => Response): HttpFetch {
  return async (url) => {
    if (url.pathname === path) return await Promise.resolve(answer());
    if (url.pathname === '/device') return json(device);
    if (url.pathname === '/token') return json({ error: 'authorization_pending' }, 400);
    return json(metadata);
  };
}

const discovery = '/.well-known/openid-configuration';

test.each<{ title: string; path: string; answer: () => Response; code: string; says: string }>([
  {
    title: 'is no provider',
    path: discovery,
    answer: () => new Response('no', { status: 404 }),
    code: 'LOGIN_MISCONFIGURED',
    says: 'unexpected HTTP response status code',
  },
  {
    title: 'shows a page',
    path: discovery,
    answer: () => new Response('<p>Wi-Fi</p>', { headers: { 'content-type': 'text/html' } }),
    code: 'LOGIN_MISCONFIGURED',
    says: 'content-type',
  },
  {
    title: 'sends us elsewhere',
    path: discovery,
    answer: () => new Response(null, { status: 302, headers: { location: '/x' } }),
    code: 'LOGIN_MISCONFIGURED',
    says: 'unexpected HTTP',
  },
  {
    title: 'is another',
    path: discovery,
    answer: () => json({ ...metadata, issuer: 'https://evil.example.com' }),
    code: 'LOGIN_MISCONFIGURED',
    says: 'issuer does not match',
  },
  {
    title: 'talks in clear',
    path: discovery,
    answer: () => json({ ...metadata, device_authorization_endpoint: 'http://id.example.com/device' }),
    code: 'LOGIN_MISCONFIGURED',
    says: 'https',
  },
  {
    title: 'has a bad gateway',
    path: discovery,
    answer: () => new Response('', { status: 502 }),
    code: 'LOGIN_UNAVAILABLE',
    says: 'it answered 502',
  },
  {
    title: 'does not know the client',
    path: '/device',
    answer: () => json({ error: 'invalid_client' }, 401),
    code: 'LOGIN_MISCONFIGURED',
    says: `${issuer} and client temporal-wrap: invalid_client`,
  },
  {
    title: 'has no such scope',
    path: '/device',
    answer: () => json({ error: 'invalid_scope', error_description: 'no\u001b[31m groups' }, 400),
    code: 'LOGIN_MISCONFIGURED',
    says: 'invalid_scope: no [31m groups',
  },
  {
    title: 'has no such resource',
    path: '/device',
    answer: () => json({ error: 'invalid_target' }, 400),
    code: 'LOGIN_MISCONFIGURED',
    says: 'invalid_target',
  },
  {
    title: 'names no address',
    path: '/device',
    answer: () => json({ ...device, verification_uri: 'javascript:alert(1)' }),
    code: 'LOGIN_MISCONFIGURED',
    says: 'names no address to log in at',
  },
  {
    title: 'has too many requests',
    path: '/device',
    answer: () => json({ error: 'slow_down' }, 429),
    code: 'LOGIN_UNAVAILABLE',
    says: 'it answered 429',
  },
  {
    title: 'says no',
    path: '/token',
    answer: () => json({ error: 'access_denied', error_description: 'not you' }, 400),
    code: 'LOGIN_REFUSED',
    says: 'the login was denied (access_denied: not you)',
  },
  {
    title: 'has waited long enough',
    path: '/token',
    answer: () => json({ error: 'expired_token' }, 400),
    code: 'LOGIN_REFUSED',
    says: 'the code was not entered in time',
  },
  {
    title: 'gives half an answer',
    path: '/token',
    answer: () => json({ token_type: 'bearer' }),
    code: 'LOGIN_MISCONFIGURED',
    says: 'invalid response',
  },
  {
    title: 'gives what is no JWT',
    path: '/token',
    answer: () => json({ access_token: 'opaque', token_type: 'bearer' }),
    code: 'LOGIN_MISCONFIGURED',
    says: 'an access token that is no JWT',
  },
])('a provider that $title: $code', async ({ path, answer, code, says }) => {
  const world = await loginWorld({ fetch: answering(path, answer) });
  const error = await login(target, { flow: 'device', opens: false }, world.deps).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'ToolError', code, message: expect.stringContaining(says), hint: expect.any(String) });
  expect(JSON.stringify([world.said, error])).not.toContain(device.device_code);
});

test('a certificate that nobody vouches for is told from a provider that is away', async () => {
  const cause = Object.assign(new Error('unable to verify the first certificate'), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  const world = await loginWorld({ fetch: async () => await Promise.reject(cause) });
  await expect(login(target, { flow: 'device', opens: false }, world.deps)).rejects.toMatchObject({
    code: 'LOGIN_MISCONFIGURED',
    message: `the certificate of ${issuer} is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE)`,
  });
});

test('authorities of a private CA go to every request, and a file that holds none is told', async () => {
  const asked: unknown[] = [];
  const pem = '-----BEGIN CERTIFICATE-----\n';
  const texts = new Map([
    ['/ca.pem', pem],
    ['/empty.pem', ''],
  ]);
  const { files } = await (await loginWorld()).deps.outside();
  const world = await loginWorld({
    files: { ...files, readText: async (path) => await Promise.resolve(texts.get(path)) },
    fetch: async (_, { authorities }) => {
      asked.push(authorities);
      return await Promise.resolve(new Response('', { status: 503 }));
    },
  });
  const tryWith = async (certificateAuthorities: string) =>
    await login({ ...target, certificateAuthorities }, { flow: 'device', opens: false }, world.deps);
  await expect(tryWith('/ca.pem')).rejects.toMatchObject({ code: 'LOGIN_UNAVAILABLE' });
  expect(asked).toEqual([pem]);
  await expect(tryWith('/empty.pem')).rejects.toMatchObject({
    code: 'LOGIN_MISCONFIGURED',
    message: '/empty.pem holds no PEM certificate',
  });
  await expect(tryWith('/none.pem')).rejects.toMatchObject({ code: 'LOGIN_MISCONFIGURED', message: '/none.pem is missing' });
});

function jwt(claims: object): string {
  return `e30.${Buffer.from(JSON.stringify({ exp: 2_000_000_000, ...claims })).toString('base64url')}.c2ln`;
}

const times = { now: 1_000, clockAhead: 0 };

test.each<{ title: string; access: string; id?: string; kind: 'access' | 'id' }>([
  { title: 'an access token for the proxy', access: jwt({ aud: target.audience }), id: jwt({ aud: 'temporal-wrap' }), kind: 'access' },
  { title: 'one of several audiences', access: jwt({ aud: ['wiki', target.audience] }), kind: 'access' },
  { title: 'an ID token for the proxy beside an opaque access token', access: 'opaque', id: jwt({ aud: target.audience }), kind: 'id' },
  {
    title: 'an ID token for the proxy beside an access token for another',
    access: jwt({ aud: 'graph' }),
    id: jwt({ aud: target.audience }),
    kind: 'id',
  },
])('of what a provider gives, $title is shown', ({ access, id, kind }) => {
  const session = sessionFrom({ access_token: access, ...(id === undefined ? {} : { id_token: id }) }, target, times);
  expect(session).toMatchObject({
    tokenKind: kind,
    token: kind === 'id' ? id : access,
  });
});

test('groups are those of the token that is shown, and nothing in a claim reaches the terminal as it is', () => {
  const access = jwt({ aud: target.audience, email: 'ada\u001b[2J@example.com', roles: ['a\nb', 7, ''] });
  const id = jwt({ aud: 'temporal-wrap', roles: ['other'] });
  const session = sessionFrom({ access_token: access, id_token: id }, { ...target, groupsClaim: 'roles' }, times);
  expect(session).toMatchObject({ subject: 'ada [2J@example.com', groups: ['a b'] });
});

test('a token that never ends, or that is none, is not one', () => {
  for (const access of [
    jwt({ aud: target.audience, exp: undefined }),
    'a.b',
    'a.b.c',
    'a.bnVsbA.c',
    `${jwt({ aud: target.audience })}\r\n`,
  ]) {
    expect(() => sessionFrom({ access_token: access }, target, times)).toThrow('the proxy wants one for temporal-proxy');
  }
});
