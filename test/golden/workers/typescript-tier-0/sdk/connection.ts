export type Environment = Readonly<Record<string, string | undefined>>;

interface ConnectionOptions {
  address: string;
  apiKey?: string;
  tls?: boolean;
}

/** Where Temporal is and how to identify ourselves, from the environment. */
export function connectionOptions(environment: Environment): ConnectionOptions {
  const { TEMPORAL_ADDRESS, TEMPORAL_API_KEY, TEMPORAL_TLS } = environment;
  return {
    address: given(TEMPORAL_ADDRESS) ?? 'localhost:7233',
    ...(given(TEMPORAL_API_KEY) === undefined ? {} : { apiKey: given(TEMPORAL_API_KEY) as string }),
    ...(given(TEMPORAL_TLS) === undefined ? {} : { tls: TEMPORAL_TLS === 'true' }),
  };
}

export function namespaceOf({ TEMPORAL_NAMESPACE }: Environment): string | undefined {
  return given(TEMPORAL_NAMESPACE);
}

/** An empty variable, as an unset one in a manifest becomes, counts as absent. */
function given(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
