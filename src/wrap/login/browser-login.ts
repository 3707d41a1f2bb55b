import type { TokenEndpointResponse } from 'openid-client';
import type { HttpAnswer } from '../../adapters/http-server.ts';
import { ToolError } from '../../errors/tool-error.ts';
import type { LoginTarget } from '../profile.ts';
import { audienceParameters, type Provider } from './provider.ts';
import type { TokenDeps } from './token-deps.ts';

/** What one login is told apart from any other by. */
interface Secrets {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface BrowserLoginOptions {
  readonly deps: TokenDeps;
  /** Hand the address to a browser, beside printing it. */
  readonly opens: boolean;
}

const callback = '/callback';
/** Milliseconds. */
const patience = 5 * 60_000;
const notFound: HttpAnswer = { status: 404, contentType: 'text/plain', body: 'nothing here\n' };
const foreign: HttpAnswer = { status: 400, contentType: 'text/plain', body: 'This does not belong to the login that is under way.\n' };

/**
 * Authorization code with PKCE over a loopback redirect (RFC 8252): the provider sends the browser back to a port that only this login
 * listens on. Rejects with the library's errors.
 */
export async function browserLogin(
  provider: Provider,
  target: LoginTarget,
  { deps, opens }: BrowserLoginOptions,
): Promise<TokenEndpointResponse> {
  const { openid } = provider;
  const secrets: Secrets = { state: openid.randomState(), nonce: openid.randomNonce(), verifier: openid.randomPKCECodeVerifier() };
  const { listen, wait, openBrowser } = await deps.outside();
  const answer = oneAnswer(secrets.state, async (url) => await exchange(provider, target, { url, secrets }));
  const stop = new AbortController();
  const listener = await listen(async (path, query) => await answer.take(path, query, listener.port));
  try {
    const address = await authorizationUrl(provider, target, { port: listener.port, secrets });
    const isOpened = opens && (await openBrowser(address));
    deps.terminal.talk(
      isOpened ? `  Your browser opens ${address.origin}. If it does not, open\n  ${address.href}` : `  Open ${address.href}`,
    );
    const timeout = wait(patience, AbortSignal.any([deps.signal, stop.signal])).then(() => {
      throw new ToolError('LOGIN_REFUSED', 'nobody logged in within 5 minutes', {
        hint: 'Run `temporal-wrap login` again. Nothing was stored.',
      });
    });
    return await Promise.race([answer.tokens, timeout]);
  } finally {
    stop.abort();
    await listener.close();
  }
}

interface OneAnswer {
  readonly tokens: Promise<TokenEndpointResponse>;
  take(path: string, query: string, port: number): Promise<HttpAnswer>;
}

/** Takes the first answer that has the state of this login; whatever else comes to the port is a stranger's and changes nothing. */
function oneAnswer(state: string, tokensOf: (url: URL) => Promise<TokenEndpointResponse>): OneAnswer {
  let settle: { resolve(tokens: TokenEndpointResponse): void; reject(reason: unknown): void };
  const tokens = new Promise<TokenEndpointResponse>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // It may fail while nobody looks: a browser can be quicker than what starts it.
  tokens.catch(() => undefined);
  let isTaken = false;
  return {
    tokens,
    async take(path, query, port) {
      if (path !== callback || isTaken) return notFound;
      if (new URLSearchParams(query).get('state') !== state) return foreign;
      isTaken = true;
      try {
        settle.resolve(await tokensOf(new URL(`http://127.0.0.1:${port}${callback}?${query}`)));
        return page(200, 'You are logged in', 'You can close this page and go back to the terminal.');
      } catch (error) {
        settle.reject(error);
        return page(400, 'You are not logged in', 'The terminal says why. You can close this page.');
      }
    },
  };
}

async function authorizationUrl(
  { openid, configuration }: Provider,
  target: LoginTarget,
  { port, secrets }: { port: number; secrets: Secrets },
): Promise<URL> {
  return openid.buildAuthorizationUrl(configuration, {
    redirect_uri: `http://127.0.0.1:${port}${callback}`,
    scope: target.scopes.join(' '),
    code_challenge: await openid.calculatePKCECodeChallenge(secrets.verifier),
    code_challenge_method: 'S256',
    state: secrets.state,
    nonce: secrets.nonce,
    ...consentParameters(target),
    ...audienceParameters(target),
  });
}

/** OpenID Connect Core 1.0, section 11: who wants a refresh token asks for consent. At Entra ID that would ask for an administrator's. */
function consentParameters({ issuer, scopes }: LoginTarget): Record<string, string> {
  const isEntra = /(?:^|\.)microsoftonline\.(?:com|us|cn)$/.test(new URL(issuer).hostname);
  return scopes.includes('offline_access') && !isEntra ? { prompt: 'consent' } : {};
}

async function exchange(
  { openid, configuration }: Provider,
  target: LoginTarget,
  { url, secrets }: { url: URL; secrets: Secrets },
): Promise<TokenEndpointResponse> {
  const checks = { expectedState: secrets.state, expectedNonce: secrets.nonce, pkceCodeVerifier: secrets.verifier, idTokenExpected: true };
  return await openid.authorizationCodeGrant(configuration, url, checks, audienceParameters(target));
}

function page(status: number, title: string, text: string): HttpAnswer {
  const style = 'body{font:16px system-ui;margin:20vh auto;max-width:26em;text-align:center}';
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><style>${style}</style><h1>${title}</h1><p>${text}</p></html>\n`;
  return { status, contentType: 'text/html; charset=utf-8', body };
}
