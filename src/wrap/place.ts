import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { type Login, type Platform, usualAudience } from '../domain/platform.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { Wish } from './argv/read-command-line.ts';
import type { LoginTarget, WrapProfile } from './profile.ts';

/** One proxy, and what is shown to it: all that a call needs but the token. Plain data, so that it can be kept. */
export interface Place {
  environment: string;
  region: string;
  address: string;
  /** `undefined`: in clear. */
  tls: { certificateAuthorities?: string } | undefined;
  codecEndpoint?: string;
  /** The profile's. */
  namespace?: string;
  credential: { kind: 'login'; target: LoginTarget } | { kind: 'token-file'; path: string };
}

export interface PlaceInput {
  profile: WrapProfile['spec'];
  platform: Platform;
  /** Folders that relative paths of each start at. */
  folders: { profile: string; platform: string };
  wish: Wish;
}

const usualScopes = ['openid', 'profile', 'email', 'offline_access'];
const nothingRan = 'Nothing was run.';

/** @throws ToolError PLACE_UNKNOWN when no proxy is meant, or more than one may be. */
export function resolvePlace({ profile, platform, folders, wish }: PlaceInput): Place {
  const environment = choose('environment', wish.environment ?? profile.environment, platform.environments);
  const region = choose('region', wish.region ?? profile.region, platform.regions);
  const proxy = platform.proxy.find((entry) => entry.environment === environment && entry.region === region);
  if (proxy === undefined) {
    throw new ToolError('PLACE_UNKNOWN', `the platform file has no proxy for ${environment} in ${region}`, {
      hint: `Choose another --environment or --region. ${nothingRan}`,
    });
  }
  const credential = credentialOf({ profile, platform, folders }, proxy.audience);
  if (credential.kind === 'login') refuseClear(proxy);
  const { address, tls } = proxy.people ?? proxy;
  return {
    environment,
    region,
    address,
    tls: tls === undefined ? undefined : whoVouches(tls, folders.platform),
    ...(proxy.codecEndpoint === undefined ? {} : { codecEndpoint: proxy.codecEndpoint }),
    ...(profile.namespace === undefined ? {} : { namespace: profile.namespace }),
    credential,
  };
}

type Proxy = Platform['proxy'][number];

function whoVouches(
  { certificateAuthorities }: { certificateAuthorities?: string | undefined },
  folder: string,
): NonNullable<Place['tls']> {
  return certificateAuthorities === undefined ? {} : { certificateAuthorities: absolute(certificateAuthorities, folder) };
}

function credentialOf({ profile, platform, folders }: Omit<PlaceInput, 'wish'>, audience = usualAudience): Place['credential'] {
  if (profile.tokenFile === undefined)
    return loginCredential(platform.login, { audience, folder: folders.platform, tokenStore: profile.tokenStore });
  return { kind: 'token-file', path: absolute(profile.tokenFile, folders.profile) };
}

interface LoginCircumstances {
  /** Of the proxy. */
  audience: string;
  /** Of the platform file. */
  folder: string;
  tokenStore: WrapProfile['spec']['tokenStore'];
}

function loginCredential(login: Login | undefined, { audience, folder, tokenStore }: LoginCircumstances): Place['credential'] {
  if (login === undefined) {
    throw new ToolError('PLACE_UNKNOWN', 'the platform file has no spec.login, so there is nowhere to log in', {
      hint: `Ask the platform team to add it, or name a tokenFile in the profile. ${nothingRan}`,
    });
  }
  const { issuer, clientId, scopes = usualScopes, resource, groupsClaim, certificateAuthorities } = login;
  return {
    kind: 'login',
    target: {
      issuer,
      clientId,
      scopes,
      audience: login.audience ?? audience,
      certificateAuthorities: certificateAuthorities === undefined ? undefined : absolute(certificateAuthorities, folder),
      ...(resource === undefined ? {} : { resource }),
      ...(groupsClaim === undefined ? {} : { groupsClaim }),
      ...(tokenStore === undefined ? {} : { tokenStore }),
    },
  };
}

function choose(what: 'environment' | 'region', wanted: string | undefined, known: readonly string[]): string {
  const [only] = known;
  if (wanted === undefined && known.length === 1 && only !== undefined) return only;
  if (wanted !== undefined && known.includes(wanted)) return wanted;
  const message = wanted === undefined ? `no ${what} is chosen` : `there is no ${what} ${wanted}`;
  throw new ToolError('PLACE_UNKNOWN', message, {
    hint: `Choose one by --${what}, or in the profile: ${known.join(', ')}. ${nothingRan}`,
  });
}

/** A person's token opens every namespace they may use: it is not sent where all on the way can read it. */
function refuseClear(proxy: Proxy): void {
  const { address, tls } = proxy.people ?? proxy;
  const codecHost = /^http:\/\/([^/]+)/.exec(proxy.codecEndpoint ?? '')?.[1];
  const inClear = [tls === undefined ? address : undefined, codecHost].find((host) => host !== undefined && !isThisMachine(host));
  if (inClear === undefined) return;
  throw new ToolError('PLACE_UNKNOWN', `${inClear} is reached in clear, and would show your login to the network`, {
    hint: `Ask the platform team for TLS there: \`people.tls\` or \`tls\` of the proxy, https for a codec endpoint. ${nothingRan}`,
  });
}

function isThisMachine(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/.test(host);
}

/** Relative to a folder, or below `~/`. */
export function absolute(path: string, folder: string): string {
  if (path.startsWith('~/')) return join(homedir(), path.slice(2));
  return isAbsolute(path) ? path : resolve(folder, path);
}
