import { exitCode } from '../../errors/exit-code.ts';
import { listRing, loadKeyRing, type ListedDomain, type ListedVersion } from '../../keys/keys.ts';
import type { Deps } from '../deps.ts';
import { ringPlace, type RingFlags } from './ring-place.ts';

export type ListFlags = RingFlags;

/** `keys list` */
export async function runList(deps: Deps, flags: ListFlags): Promise<number> {
  const { path, files } = ringPlace(deps, flags.ring);
  const ring = loadKeyRing(path, files);
  const domains = listRing(ring, Date.now());
  if (flags.json) deps.terminal.print(JSON.stringify({ schemaVersion: 1, deployment: ring.deployment, domains }, undefined, 2));
  else deps.terminal.print([`deployment ${ring.deployment}`, ...domains.map(domainText)].join('\n'));
  return await Promise.resolve(exitCode.done);
}

function domainText({ id, versions }: ListedDomain): string {
  return [id, ...versions.map(versionText)].join('\n');
}

function versionText({ version, state, provider, reference, activateAt, retired, isOverdue }: ListedVersion): string {
  const when = { pending: 'from', active: 'since', 'decrypt-only': 'since', retired: 'since' }[state];
  const notes = [
    ...(isOverdue ? ['overdue for rotation'] : []),
    ...(retired === undefined ? [] : [`retired ${retired.at}: ${retired.reason}`]),
  ];
  const key = reference === undefined ? provider : `${provider} ${reference}`;
  return ['', String(version).padStart(3), state.padEnd(12), `${when} ${activateAt}`, key, ...notes].join('  ').trimEnd();
}
