import type { KeyProvider, ProviderFailure } from './provider.ts';

/** A provider whose bugs are failures like any other: on the path of a call nothing rejects. */
export function guardedProvider(provider: KeyProvider): KeyProvider {
  return {
    name: provider.name,
    generate: async (version, context) => await guard(async () => await provider.generate(version, context)),
    unwrap: async (version, wrapped, context) => await guard(async () => await provider.unwrap(version, wrapped, context)),
    close: () => provider.close(),
  };
}

async function guard<T>(work: () => Promise<T>): Promise<T | ProviderFailure> {
  try {
    return await work();
  } catch (error) {
    return { kind: 'unavailable', detail: `the provider failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}
