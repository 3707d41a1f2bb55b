import type { KeyRingInput } from '../dev/dev.ts';
import { createRingKeys } from '../keys/keys.ts';
import type { Deps } from './deps.ts';
import { ringPlace } from './keys/ring-place.ts';

/** Makes the ring of a local loop with a key for each of its domains, or adds those it lacks. What is there stays. */
export async function ensureKeyRing(deps: Pick<Deps, 'cwd' | 'files' | 'signal'>, { path, encryption }: KeyRingInput): Promise<void> {
  // Whole seconds, as the ring keeps them: a key has to seal at once.
  const now = Math.floor(Date.now() / 1000) * 1000;
  await createRingKeys(ringPlace(deps, path), 'all', { now, activateAt: now, provider: undefined, reference: undefined, encryption });
}
