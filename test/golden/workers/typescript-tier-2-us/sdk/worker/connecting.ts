import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import type { Tell } from './first-polls.ts';

// A proxy beside the worker, or a restart of Temporal, takes seconds; what takes longer is better seen as an exit.
const patience = 20_000;
const pauses = [100, 250, 500, 1000];

/** Tries until Temporal answers, and tells why it does not yet; fails when it has not for a while. */
export async function connectPatiently(
  options: NativeConnectionOptions,
  { tell, signal }: { tell: Tell; signal: AbortSignal },
): Promise<NativeConnection> {
  const began = Date.now();
  for (let tries = 0; ; tries += 1) {
    tell(`Temporal at ${options.address}${tries === 0 ? '' : ', which does not answer'}`);
    try {
      return await NativeConnection.connect(options);
    } catch (cause) {
      if (Date.now() - began > patience) throw new Error(`Temporal does not answer at ${options.address}`, { cause });
    }
    await sleep(pauses[tries] ?? pauses.at(-1), undefined, { signal });
  }
}
