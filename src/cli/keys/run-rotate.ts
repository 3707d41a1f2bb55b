import { exitCode } from '../../errors/exit-code.ts';
import { rotateRingKeys } from '../../keys/keys.ts';
import type { Deps } from '../deps.ts';
import { reportEdits } from './report-edits.ts';
import { ringPlace, selectionOf, versionOptions, type NewVersionFlags } from './ring-place.ts';

export interface RotateFlags extends NewVersionFlags {
  overdue: boolean;
}

/** `keys rotate` */
export async function runRotate(deps: Deps, domains: readonly string[], flags: RotateFlags): Promise<number> {
  const selection = selectionOf(domains, flags.all || (flags.overdue && domains.length === 0));
  const options = { ...versionOptions(flags, Date.now()), isOverdue: flags.overdue };
  reportEdits(deps, await rotateRingKeys(ringPlace(deps, flags.ring), selection, options), flags);
  return exitCode.done;
}
