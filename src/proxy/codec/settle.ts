import type { DomainKeys, KeysOutcome, MissingKey, OpenOutcome, SealOutcome } from '../../keys/keys.ts';

/** One payload to open or to seal, by the keys of its domain. */
export interface Task {
  readonly keys: DomainKeys;
  readonly attempt: () => OpenOutcome | SealOutcome;
}

type Settled = Exclude<OpenOutcome | SealOutcome, { kind: 'missing' } | { kind: 'unprepared' }>;
export type SettledPayload = Settled | { readonly kind: 'keyless'; readonly problem: Exclude<KeysOutcome, { kind: 'ready' }> };

/** A key may run out while others are fetched; more rounds than this are no accident. */
const mostRounds = 4;

/** Opens or seals them all, and fetches the keys that are missing together. In the order of the tasks; never rejects. */
export async function settle(tasks: readonly Task[]): Promise<SettledPayload[]> {
  const settled: SettledPayload[] = [];
  const keyless = new Map<DomainKeys, Exclude<KeysOutcome, { kind: 'ready' }>>();
  let waiting = tasks.map((task, index) => ({ task, index }));
  for (let round = 0; waiting.length > 0; round++) {
    const wanted = new Map<DomainKeys, MissingKey[]>();
    waiting = waiting.filter(({ task, index }) => {
      const problem = keyless.get(task.keys);
      const outcome = problem === undefined ? task.attempt() : { kind: 'keyless' as const, problem };
      if (outcome.kind !== 'missing' && outcome.kind !== 'unprepared') {
        settled[index] = outcome;
        return false;
      }
      const keys = wanted.get(task.keys) ?? [];
      if (outcome.kind === 'missing') keys.push(outcome.key);
      wanted.set(task.keys, keys);
      return true;
    });
    for (const [keys, answer] of await fetchAll(wanted, round)) if (answer.kind !== 'ready') keyless.set(keys, answer);
  }
  return settled;
}

const restless: KeysOutcome = { kind: 'unavailable', detail: 'keys run out as fast as they are fetched' };

async function fetchAll(wanted: ReadonlyMap<DomainKeys, readonly MissingKey[]>, round: number): Promise<[DomainKeys, KeysOutcome][]> {
  const fetching = [...wanted].map(async ([keys, missing]): Promise<[DomainKeys, KeysOutcome]> => {
    if (round >= mostRounds) return [keys, restless];
    const fetched = missing.length === 0 ? undefined : await keys.fetch(missing);
    if (fetched !== undefined && fetched.kind !== 'ready') return [keys, fetched];
    return [keys, (await keys.prepare()) ?? { kind: 'ready' }];
  });
  return await Promise.all(fetching);
}
