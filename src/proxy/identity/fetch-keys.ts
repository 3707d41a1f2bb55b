import { createLocalJWKSet, type JSONWebKeySet, type LocalJWKSet } from 'jose';
import type { HttpGet } from '../../adapters/http-get.ts';
import type { KeyPlace } from './compile.ts';
import { isSafeUrl } from './loopback.ts';

export interface FetchKeysInput {
  readonly place: KeyPlace;
  readonly development: boolean;
  readonly fetch: HttpGet;
  readonly readText: (path: string) => Promise<string | undefined>;
}

const timeout = 5_000;
const maximumBytes = 1_048_576;

/** The keys an issuer publishes. Rejects with a message that is fit for the log. Files are read each time, so they may be rotated. */
export async function fetchKeys({ place, development, fetch, readText }: FetchKeysInput): Promise<LocalJWKSet> {
  const read = async (path: string | undefined) => (path === undefined ? undefined : await needText(path, readText));
  const [authorities, token] = await Promise.all([read(place.authorities), read(place.token)]);
  const getJson = async (url: URL) => {
    if (!isSafeUrl(url, { development })) throw new Error(`${url.origin} is not https`);
    // A Kubernetes API server answers 406 to whoever does not take the first, which is the type of its keys alone.
    const headers = {
      accept: 'application/jwk-set+json, application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token.trim()}` }),
    };
    return parseObject(await fetch(url, { headers, authorities, timeout, maximumBytes }), url);
  };
  const keys = await getJson(place.jwksUri === undefined ? await discover(place.issuer, getJson) : new URL(place.jwksUri));
  return createLocalJWKSet(keys as unknown as JSONWebKeySet);
}

/** OpenID Connect Discovery 1.0, section 4: the document has to name the issuer it was asked of. */
async function discover(issuer: string, getJson: (url: URL) => Promise<Record<string, unknown>>): Promise<URL> {
  const url = new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const { issuer: named, jwks_uri: uri } = await getJson(url);
  if (named !== issuer) throw new Error(`${url.href} is of another issuer`);
  if (typeof uri !== 'string' || !URL.canParse(uri)) throw new Error(`${url.href} names no jwks_uri`);
  return new URL(uri);
}

function parseObject(text: string, url: URL): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // What JSON.parse says quotes the text.
  }
  throw new Error(`${url.href} is no JSON object`);
}

async function needText(path: string, readText: FetchKeysInput['readText']): Promise<string> {
  const text = await readText(path);
  if (text === undefined) throw new Error(`${path} is missing`);
  return text;
}
