import { exitCode } from '../../errors/exit-code.ts';
import { retireRingVersion } from '../../keys/keys.ts';
import type { Deps } from '../deps.ts';
import { reportEdits } from './report-edits.ts';
import { misuse, platformEncryption, ringPlace, type RingFlags } from './ring-place.ts';

export interface RetireFlags extends RingFlags {
  platform?: string;
  reason: string;
  yes: boolean;
}

/** `keys retire` */
export async function runRetire(deps: Deps, named: { domain: string; version: string }, flags: RetireFlags): Promise<number> {
  const { domain } = named;
  if (!/^[1-9]\d{0,8}$/.test(named.version)) throw misuse(`${named.version} is no version`, 'Run `keys list` for what there is.');
  const version = Number(named.version);
  const { retentionDays } = await platformEncryption(deps, flags.platform);
  const options = { domain, version, now: Date.now(), reason: flags.reason, retentionDays, isConfirmed: flags.yes };
  reportEdits(deps, await retireRingVersion(ringPlace(deps, flags.ring), options), flags);
  deps.terminal.talk(
    [
      `Once the proxies have loaded the ring, no payload that version ${version} of ${domain} has sealed is opened any more:`,
      'workflows that hold one, open or closed, cannot be replayed, queried or read; new ones are not touched.',
      `The key stays in the ring: take \`retired\` out of version ${version} to undo this. For good: take out its material as well.`,
    ].join('\n'),
  );
  return exitCode.done;
}
