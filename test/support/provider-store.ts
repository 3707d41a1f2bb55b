type Payload = Record<string, unknown>;

/** What an OpenID provider keeps, in memory; a store of one's own, so that a test can take things away. */
export interface ProviderStore {
  /** As `oidc-provider` wants it. */
  adapter: (model: string) => unknown;
  /** Forgets all of a kind, such as `RefreshToken`. */
  drop(model: string): void;
}

export function providerStore(): ProviderStore {
  const kept = new Map<string, Payload>();
  const findBy = (model: string, field: string, value: string) =>
    [...kept].find(([key, payload]) => key.startsWith(`${model}:`) && payload[field] === value)?.[1];
  return {
    adapter: (model) => ({
      upsert: (id: string, payload: Payload) => void kept.set(`${model}:${id}`, payload),
      find: (id: string) => kept.get(`${model}:${id}`),
      findByUid: (uid: string) => findBy(model, 'uid', uid),
      findByUserCode: (userCode: string) => findBy(model, 'userCode', userCode),
      consume: (id: string) => {
        const payload = kept.get(`${model}:${id}`);
        if (payload !== undefined) payload['consumed'] = Math.floor(Date.now() / 1_000);
      },
      destroy: (id: string) => void kept.delete(`${model}:${id}`),
      revokeByGrantId: (grantId: string) => {
        for (const [key, payload] of kept) if (payload['grantId'] === grantId) kept.delete(key);
      },
    }),
    drop: (model) => {
      for (const key of kept.keys()) if (key.startsWith(`${model}:`)) kept.delete(key);
    },
  };
}
