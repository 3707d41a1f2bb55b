import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { Provider } from 'oidc-provider';
import { audience } from './issuer.ts';

/** A certified OpenID provider that gives robots access tokens for the proxy by client credentials. */
export interface IdentityProvider {
  readonly issuer: string;
  /** A JWT access token (RFC 9068) for a resource, as the token endpoint answers it. */
  token(client: string, options?: { resource?: string }): Promise<string>;
  /** A new key that signs from now on. */
  rotate(options: { keepsOld: boolean }): Promise<void>;
  /** Nobody listens any more. */
  close(): Promise<void>;
}

const lifetime = 600;

export async function startIdentityProvider(clients: readonly string[]): Promise<IdentityProvider> {
  let keys = [await signingKey('first')];
  const current: { listener?: RequestListener } = {};
  const server = createServer((request, response) => current.listener?.(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const configure = () => {
    current.listener = new Provider(issuer, configurationOf(clients, keys)).callback();
  };
  configure();
  return {
    issuer,
    token: async (client, { resource = audience } = {}) => {
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${client}:secret-of-${client}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource: `urn:${resource}`, scope: 'work' }),
      });
      const answer = (await response.json()) as { access_token?: string };
      if (answer.access_token === undefined) throw new Error(JSON.stringify(answer));
      return answer.access_token;
    },
    rotate: async ({ keepsOld }) => {
      keys = [await signingKey(`after ${keys.length}`), ...(keepsOld ? keys : [])];
      configure();
    },
    close: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

function configurationOf(clients: readonly string[], keys: readonly JWK[]): object {
  return {
    clients: clients.map((client) => ({
      client_id: client,
      client_secret: `secret-of-${client}`,
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    })),
    jwks: { keys },
    ttl: { ClientCredentials: lifetime },
    // Access tokens that are JWTs are not stored; giving a store of ours keeps the provider from warning of its own.
    adapter: () => ({ upsert: () => undefined, find: () => undefined, destroy: () => undefined }),
    scopes: ['work'],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context: unknown, resource: string) => ({
          scope: 'work',
          audience: resource.replace('urn:', ''),
          accessTokenTTL: lifetime,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  };
}

async function signingKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' };
}
