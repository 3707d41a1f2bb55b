import { ConfigError } from './worker/config-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

interface ConnectionOptions {
  address: string;
  apiKey?: string;
  tls?: boolean;
}

/** Where Temporal is and how to identify ourselves, from the environment. */
export function connectionOptions(environment: Environment): ConnectionOptions {
  const apiKey = given(environment.TEMPORAL_API_KEY);
  const tls = flagOf(given(environment.TEMPORAL_TLS));
  if (apiKey !== undefined && tls === false) {
    throw new ConfigError([
      'TEMPORAL_API_KEY is set and TEMPORAL_TLS is false: a key goes out encrypted or not at all.',
    ]);
  }
  return {
    address: given(environment.TEMPORAL_ADDRESS) ?? 'localhost:7233',
    ...(apiKey === undefined ? {} : { apiKey, tls: true }),
    ...(tls === undefined ? {} : { tls }),
  };
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
