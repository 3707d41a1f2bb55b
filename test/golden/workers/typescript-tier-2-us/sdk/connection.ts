import { readFileSync } from 'node:fs';
import { TokenFile } from './token-file.ts';
import { ConfigError } from './worker/config-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ConnectionOptions {
  address: string;
  apiKey?: string;
  tls?: boolean | { serverRootCACertificate: Buffer };
}

const tokenVariable = 'TEMPORAL_TOKEN_FILE';

/** The token of `TEMPORAL_TOKEN_FILE`, when that is how this process says who it is. */
export function tokenFileOf(environment: Environment): TokenFile | undefined {
  const path = given(environment.TEMPORAL_TOKEN_FILE);
  if (path === undefined) return undefined;
  if (given(environment.TEMPORAL_API_KEY) === undefined) return TokenFile.open(path, tokenVariable);
  throw new ConfigError([`TEMPORAL_API_KEY and ${tokenVariable} are both set: one of them has to go.`]);
}

/** Where Temporal is and how to identify ourselves, from the environment. */
export function connectionOptions(environment: Environment, token?: string): ConnectionOptions {
  const apiKey = given(environment.TEMPORAL_API_KEY);
  const tls = tlsOf(environment);
  if (apiKey !== undefined && tls === false) {
    throw new ConfigError([
      'TEMPORAL_API_KEY is set and TEMPORAL_TLS is false: a key goes out encrypted or not at all.',
    ]);
  }
  const credential = apiKey ?? token;
  return {
    address: given(environment.TEMPORAL_ADDRESS) ?? 'localhost:7233',
    ...(credential === undefined ? {} : { apiKey: credential, tls: true }),
    ...(tls === undefined ? {} : { tls }),
  };
}

function tlsOf({ TEMPORAL_TLS, TEMPORAL_TLS_CA_FILE }: Environment): ConnectionOptions['tls'] {
  const isOn = flagOf(given(TEMPORAL_TLS));
  const authorities = given(TEMPORAL_TLS_CA_FILE);
  if (authorities === undefined) return isOn;
  if (isOn === false) {
    throw new ConfigError(['TEMPORAL_TLS_CA_FILE is set and TEMPORAL_TLS is false. Unset one of them.']);
  }
  return { serverRootCACertificate: readAuthorities(authorities) };
}

function readAuthorities(path: string): Buffer {
  try {
    const bytes = readFileSync(path);
    if (bytes.includes('-----BEGIN CERTIFICATE-----')) return bytes;
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new ConfigError([`TEMPORAL_TLS_CA_FILE is '${path}', and the file cannot be read (${code}).`]);
  }
  throw new ConfigError([`TEMPORAL_TLS_CA_FILE is '${path}', and the file holds no PEM certificate.`]);
}

/** Anything else would be taken for false, and a connection meant to be encrypted would not be. */
function flagOf(text: string | undefined): boolean | undefined {
  if (text === undefined || text === 'true' || text === 'false')
    return text === undefined ? undefined : text === 'true';
  throw new ConfigError([`TEMPORAL_TLS is '${text}'. Set it to true or false.`]);
}

export function namespaceOf({ TEMPORAL_NAMESPACE }: Environment): string | undefined {
  return given(TEMPORAL_NAMESPACE);
}

/** An empty variable, as an unset one in a manifest becomes, counts as absent. */
function given(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
