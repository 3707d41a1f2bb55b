import type * as OpenidClient from 'openid-client';
import type { Configuration, CustomFetchOptions } from 'openid-client';
import { ToolError } from '../../errors/tool-error.ts';
import type { LoginTarget } from '../profile.ts';
import type { Outside } from './outside.ts';
import { explain, Unreachable } from './provider-errors.ts';

/** The identity provider, as its discovery document describes it. */
export interface Provider {
  readonly openid: typeof OpenidClient;
  readonly configuration: Configuration;
  /** Milliseconds that the provider's clock was ahead of this machine's, by its latest answer; negative when behind. */
  readonly clockAhead: () => number;
}

export interface ConnectDeps {
  readonly outside: Pick<Outside, 'fetch' | 'files'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Milliseconds for one request, and bytes of its answer. */
const timeout = 15_000;
const maximumBytes = 1_048_576;
/** What the seconds of a `Date` header and the way of an answer amount to. */
const negligible = 5_000;

/**
 * Reads the discovery document.
 *
 * @throws ToolError LOGIN_MISCONFIGURED, LOGIN_UNAVAILABLE
 */
export async function connect(target: LoginTarget, { outside, now, signal }: ConnectDeps): Promise<Provider> {
  const issuer = issuerUrl(target.issuer);
  const authorities = await readAuthorities(target, outside);
  const openid = await import('openid-client');
  let ahead = 0;
  const client = { [openid.clockSkew]: 0 };
  const fetch = async (address: string, { method, headers, body, signal: within }: CustomFetchOptions) => {
    const url = new URL(address);
    if (!isSafe(url))
      throw new ToolError('LOGIN_MISCONFIGURED', `${target.issuer} names ${url.origin}, which is not https`, {
        hint: 'Nothing was sent there.',
      });
    const response = await outside
      .fetch(url, {
        method,
        headers,
        body: bodyText(body),
        authorities,
        timeout,
        maximumBytes,
        signal: within === undefined ? signal : AbortSignal.any([signal, within]),
      })
      .catch((error: unknown) => {
        throw new Unreachable(url.origin, error);
      });
    const serverTime = timeOf(response);
    if (serverTime !== undefined) {
      ahead = significant(serverTime - now());
      // The library looks at the clock itself, once this document is there.
      client[openid.clockSkew] = significant(serverTime - Date.now()) / 1_000;
    }
    return response;
  };
  const isPlain = issuer.protocol === 'http:';
  // Its own timeout comes after ours, which says what has happened.
  const options = { [openid.customFetch]: fetch, execute: isPlain ? [openid.allowInsecureRequests] : [], timeout: (2 * timeout) / 1_000 };
  try {
    const configuration = await openid.discovery(issuer, target.clientId, client, openid.None(), options);
    return { openid, configuration, clockAhead: () => ahead };
  } catch (error) {
    throw explain(error, { target, signal });
  }
}

/** What tells the provider which audience the token is to have. Providers differ: RFC 8707 has `resource`, others take `audience`. */
export function audienceParameters({ audience, resource, clientId }: LoginTarget): Record<string, string> {
  if (resource !== undefined) return { resource };
  // The audience of an ID token is the client without being asked for, and some providers refuse to be asked.
  return audience === clientId ? {} : { audience };
}

function issuerUrl(issuer: string): URL {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (url !== undefined && isSafe(url)) return url;
  throw new ToolError('LOGIN_MISCONFIGURED', `${issuer} is no https address`, {
    hint: 'Have spec.login.issuer in the platform file begin with https://; http:// is for a provider on this machine.',
  });
}

function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname));
}

async function readAuthorities(
  { certificateAuthorities: path }: LoginTarget,
  { files }: Pick<Outside, 'files'>,
): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const text = await files.readText(path);
  if (text?.includes('-----BEGIN CERTIFICATE-----') === true) return text;
  throw new ToolError('LOGIN_MISCONFIGURED', `${path} ${text === undefined ? 'is missing' : 'holds no PEM certificate'}`, {
    hint: 'Look at spec.login.certificateAuthorities in the platform file.',
  });
}

function bodyText(body: CustomFetchOptions['body']): string | undefined {
  return body instanceof URLSearchParams || typeof body === 'string' ? String(body) : undefined;
}

/** When an answer was made; one from a cache on the way says how old it is. */
function timeOf({ headers }: Response): number | undefined {
  const date = Date.parse(headers.get('date') ?? '');
  const age = Number(headers.get('age') ?? 0);
  return Number.isFinite(date) ? date + (Number.isFinite(age) ? age * 1_000 : 0) : undefined;
}

function significant(difference: number): number {
  return Math.abs(difference) < negligible ? 0 : difference;
}
