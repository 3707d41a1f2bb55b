import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import { clientId, groups } from './login-client.ts';
import { providerStore } from './provider-store.ts';

/** A certified OpenID provider that people log in at: device grant, authorization code with PKCE, refresh tokens that are used once. */
export interface PersonProvider {
  readonly issuer: string;
  /** Requests so far, as `POST /token`. */
  readonly asked: string[];
  readonly isOpen: boolean;
  /** Answers in place of the provider while it is set; returns whether it has answered. */
  fault: ((path: string, response: ServerResponse) => boolean) | undefined;
  /** Every refresh token is void from here on. */
  revokeAll(): void;
  /** Nobody listens any more, until `open`. */
  close(): Promise<void>;
  open(): Promise<void>;
}

export interface PersonProviderOptions {
  /** Seconds that a token is good for. */
  lifetime?: number;
  /** Seconds that a device code is good for. */
  deviceLifetime?: number;
  /** Of a person, in the claim `groups`; all are in the same when left out. */
  groupsOf?: (person: string) => readonly string[];
  /** A program that keeps a secret, such as the Temporal UI server, and where it gets its codes. */
  webClient?: { id: string; secret: string; redirectUri: string };
  features?: { deviceFlow?: boolean; revocation?: boolean };
}

export async function startPersonProvider(options: PersonProviderOptions = {}): Promise<PersonProvider> {
  const asked: string[] = [];
  const current: { listener?: RequestListener; fault?: PersonProvider['fault'] } = {};
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    asked.push(`${request.method} ${path}`);
    if (current.fault?.(path, response) !== true) current.listener?.(request, response);
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  const issuer = `http://127.0.0.1:${port}`;
  const store = providerStore();
  current.listener = new Provider(issuer, await configurationOf(options, store.adapter)).callback();
  return {
    issuer,
    asked,
    get isOpen() {
      return server.listening;
    },
    get fault() {
      return current.fault;
    },
    set fault(fault) {
      current.fault = fault;
    },
    revokeAll: () => store.drop('RefreshToken'),
    async close() {
      if (!server.listening) return;
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
    open: async () => void (await listen(port)),
  };
}

async function configurationOf(options: PersonProviderOptions, adapter: unknown): Promise<object> {
  const { lifetime = 600, deviceLifetime = 600, webClient, groupsOf = () => groups } = options;
  const { deviceFlow = true, revocation = true } = options.features ?? {};
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return {
    clients: [
      {
        client_id: clientId,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token', ...(deviceFlow ? ['urn:ietf:params:oauth:grant-type:device_code'] : [])],
        response_types: ['code'],
        redirect_uris: ['http://127.0.0.1/callback'],
      },
      ...(webClient === undefined
        ? []
        : [
            {
              client_id: webClient.id,
              client_secret: webClient.secret,
              grant_types: ['authorization_code', 'refresh_token'],
              response_types: ['code'],
              redirect_uris: [webClient.redirectUri],
            },
          ]),
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'first', alg: 'RS256', use: 'sig' }] },
    adapter,
    cookies: { keys: ['a key for tests'] },
    ttl: {
      AccessToken: lifetime,
      IdToken: lifetime,
      DeviceCode: deviceLifetime,
      RefreshToken: 3_600,
      Grant: 3_600,
      Session: 3_600,
      Interaction: 600,
    },
    scopes: ['openid', 'offline_access', 'profile', 'email', 'groups'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    // Claims stand in the ID token itself, as most providers have it.
    conformIdTokenClaims: false,
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, email: id, email_verified: true, name: 'Ada', groups: groupsOf(id) }),
    }),
    extraTokenClaims: (_context: unknown, { accountId = '' }: { accountId?: string }) => ({
      email: accountId,
      groups: groupsOf(accountId),
    }),
    features: {
      devInteractions: { enabled: true },
      deviceFlow: { enabled: deviceFlow, userCodeInputSource: deviceCodePage, userCodeConfirmSource: confirmPage, successSource: donePage },
      revocation: { enabled: revocation, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context: unknown, wanted: string) => ({
          scope: '',
          audience: wanted.replace('urn:', ''),
          accessTokenTTL: lifetime,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
        useGrantedResource: () => true,
      },
    },
  };
}

interface PageContext {
  body: string;
}

function deviceCodePage(context: PageContext, form: string, ...[, error]: [out: unknown, error?: { message: string }]): void {
  context.body = error === undefined ? form : `refused: ${error.message}`;
}

function confirmPage(context: PageContext, form: string): void {
  context.body = `${form}<button name="abort">`;
}

function donePage(context: PageContext): void {
  context.body = 'This device is logged in.';
}
