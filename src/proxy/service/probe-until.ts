import { setTimeout as wait } from 'node:timers/promises';
import { overdueKeys } from '../../keys/keys.ts';
import type { Log } from '../observe/log.ts';
import type { LoadedProxy } from './load-proxy.ts';
import type { ProxyOutside, ProxyTimes } from './outside.ts';
import type { Readiness } from './readiness.ts';

const day = 86_400_000;

export interface ProbeInput {
  readonly readiness: Readiness;
  readonly times: Pick<ProxyTimes, 'probe'>;
  readonly log: Log;
  readonly outside: Pick<ProxyOutside, 'clock'>;
  /** In use at this moment. */
  readonly loaded: () => LoadedProxy;
}

/** Looks at upstreams and keys again and again, and tells in the log what has changed and which keys should have been rotated. */
export async function probeUntil(signal: AbortSignal, { readiness, times, log, outside, loaded }: ProbeInput): Promise<void> {
  let wasReady = false;
  while (!signal.aborted) {
    await readiness.probe();
    const isReady = readiness.isReady();
    if (isReady !== wasReady)
      log.write(isReady ? 'info' : 'warn', { event: isReady ? 'ready' : 'unready', detail: JSON.stringify(readiness.state()) });
    wasReady = isReady;
    const { ring } = loaded();
    for (const { domain, version } of ring === undefined ? [] : overdueKeys(ring, outside.clock())) {
      log.writeSeldom(
        'warn',
        { event: 'rotation-overdue', reason: domain, detail: `version ${version} of ${domain} seals for longer than the ring allows` },
        day,
      );
    }
    await wait(times.probe, undefined, { signal }).catch(() => undefined);
  }
}
