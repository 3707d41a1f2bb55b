import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { onTestFinished } from 'vitest';

/** An issuer on a loopback port that publishes its keys for real; tokens are made on the spot. */
export interface Issuer {
  readonly url: string;
  /** Requests for its keys so far. */
  readonly asked: number;
  /** What it answers instead of its keys; `undefined` for the keys again. */
  answer: { status?: number; body?: string } | undefined;
  /** From here on tokens are signed by this key; `published` says whether the others are told. */
  rotate(options?: { kid?: string | undefined; alg?: string; isPublished?: boolean; keepsOld?: boolean }): Promise<void>;
  token(claims?: Record<string, unknown>, options?: { header?: Record<string, unknown>; lifetime?: number }): Promise<string>;
  /** The key that signs now, for tokens of one's own. */
  readonly key: CryptoKey;
  readonly publicKey: CryptoKey;
}

export const audience = 'temporal-proxy';

interface SigningKey {
  kid: string | undefined;
  alg: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwk: JWK;
}

interface IssuerOptions {
  clock?: () => number;
  /** Is given what ends it; at the end of the test that is running when left out. */
  closing?: (close: () => Promise<void>) => void;
}

export async function startIssuer({ clock = Date.now, closing = onTestFinished }: IssuerOptions = {}): Promise<Issuer> {
  let signing = await makeKey('key-1', 'ES256');
  let published: JWK[] = [signing.jwk];
  let asked = 0;
  let answer: Issuer['answer'];
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/.well-known/openid-configuration') {
      response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` }));
      return;
    }
    asked += 1;
    response.statusCode = answer?.status ?? 200;
    response.end(answer === undefined ? JSON.stringify({ keys: published }) : (answer.body ?? ''));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    get asked() {
      return asked;
    },
    get answer() {
      return answer;
    },
    set answer(value) {
      answer = value;
    },
    get key() {
      return signing.privateKey;
    },
    get publicKey() {
      return signing.publicKey;
    },
    async rotate({ kid, alg = 'ES256', isPublished = true, keepsOld = true } = {}) {
      signing = await makeKey(kid, alg);
      if (isPublished) published = [...(keepsOld ? published : []), signing.jwk];
    },
    async token(claims = {}, { header = {}, lifetime = 3_600 } = {}) {
      const now = Math.floor(clock() / 1_000);
      const all = { iss: url, aud: audience, sub: 'ada@example.com', iat: now, exp: now + lifetime, ...claims };
      const kid = signing.kid === undefined ? {} : { kid: signing.kid };
      return await new SignJWT(all).setProtectedHeader({ alg: signing.alg, ...kid, ...header }).sign(signing.privateKey);
    },
  };
}

async function makeKey(kid: string | undefined, alg: string): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), ...(kid === undefined ? {} : { kid }), alg, use: 'sig' };
  return { kid, alg, privateKey, publicKey, jwk };
}
