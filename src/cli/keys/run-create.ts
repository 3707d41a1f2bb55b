import { exitCode } from '../../errors/exit-code.ts';
import { createRingKeys } from '../../keys/keys.ts';
import type { Deps } from '../deps.ts';
import { reportEdits } from './report-edits.ts';
import { platformEncryption, ringPlace, selectionOf, versionOptions, type NewVersionFlags } from './ring-place.ts';

export interface CreateFlags extends NewVersionFlags {
  platform?: string;
}

/** `keys create` */
export async function runCreate(deps: Deps, domains: readonly string[], flags: CreateFlags): Promise<number> {
  const selection = selectionOf(domains, flags.all);
  const options = versionOptions(flags, Date.now());
  const { encryption } = await platformEncryption(deps, flags.platform);
  reportEdits(deps, await createRingKeys(ringPlace(deps, flags.ring), selection, { ...options, encryption }), flags);
  return exitCode.done;
}
