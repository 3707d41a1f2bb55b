import type { WrittenRight } from '../domain/access.ts';
import type { NamespaceDocument } from '../domain/config-documents.ts';
import type { ManagedWorker } from '../domain/managed-worker.ts';
import type { Platform } from '../domain/platform.ts';
import type { Who } from '../domain/who.ts';
import { compare } from './placed.ts';

type Access = NamespaceDocument['spec']['access'];

const ofOwner: WrittenRight[] = ['read', 'query', 'start', 'signal', 'terminate', 'operate'];

/**
 * Who may do what in a worker's namespace: the owning team, whoever its tier lets read payloads, the deployments that work in it, and
 * the teams that `worker.yaml` lets in besides.
 *
 * @param workers names of the Worker documents that serve the namespace, sorted: each runs as a ServiceAccount of its own
 */
export function accessOf(worker: ManagedWorker, platform: Platform, workers: readonly string[]): Access {
  const { owner, namespace, tier, access = [] } = worker;
  const group = (team: string): Who => ({ group: filled(platform.access?.group ?? '{owner}', { owner: team }) });
  const serviceAccount = (name: string): Who => ({
    subject: filled(platform.access?.serviceAccount ?? '{namespace}/{worker}', { owner, namespace, worker: name }),
  });
  const others = access
    .toSorted((a, b) => compare(a.owner, b.owner) || compare(a.role, b.role))
    .filter((entry, index, sorted) => entry.owner !== sorted[index - 1]?.owner || entry.role !== sorted[index - 1]?.role);
  return [
    { to: group(owner), rights: ofOwner, because: `${owner} owns it` },
    ...readersOf(platform, tier).map((to) => ({ to: to ?? group(owner), rights: ['decode' as const], because: `tier ${tier}` })),
    ...workers.map((name): Access[number] => ({ to: serviceAccount(name), rights: ['work', 'decode'], because: `worker ${name}` })),
    ...others.map(({ owner: team, role }) => ({
      to: group(team),
      rights: platform.roles[role]?.rights ?? [],
      because: `worker.yaml gives ${team} the role ${role}`,
    })),
  ];
}

/** `undefined`: the owning team. */
function readersOf({ tiers, access }: Platform, tier: ManagedWorker['tier']): (Who | undefined)[] {
  const { decodeRights } = tiers[tier];
  if (decodeRights === 'company') return [{ callers: 'people' }];
  const support = access?.supportGroup;
  return decodeRights === 'owner-and-support' && support !== undefined ? [undefined, { group: support }] : [undefined];
}

function filled(pattern: string, values: Readonly<Record<string, string>>): string {
  return pattern.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
