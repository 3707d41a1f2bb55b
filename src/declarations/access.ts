import type { WrittenRight } from '../domain/access.ts';
import type { NamespaceDocument } from '../domain/config-documents.ts';
import { groupOf, serviceAccountOf } from '../domain/caller-names.ts';
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
  const group = (team: string): Who => ({ group: groupOf(platform, team) });
  const deployment = (name: string): Who => ({ subject: serviceAccountOf(platform, { worker: name, namespace, owner }) });
  return [
    { to: group(owner), rights: ofOwner, because: `${owner} owns it` },
    ...readersOf(platform, tier).map((to) => ({ to: to ?? group(owner), rights: ['decode' as const], because: `tier ${tier}` })),
    ...workers.map((name): Access[number] => ({ to: deployment(name), rights: ['work', 'decode'], because: `worker ${name}` })),
    ...sortedWishes(access).map((wish) => ({
      to: 'owner' in wish ? group(wish.owner) : deployment(wish.worker),
      rights: platform.roles[wish.role]?.rights ?? [],
      because: `worker.yaml gives ${wisher(wish)} the role ${wish.role}`,
    })),
  ];
}

type Wish = NonNullable<ManagedWorker['access']>[number];

function wisher(wish: Wish): string {
  return 'owner' in wish ? wish.owner : `worker ${wish.worker}`;
}

function sortedWishes(access: readonly Wish[]): Wish[] {
  const sorted = access.toSorted((a, b) => compare(wisher(a), wisher(b)) || compare(a.role, b.role));
  const isNew = (wish: Wish, before: Wish | undefined) =>
    before === undefined || wisher(wish) !== wisher(before) || wish.role !== before.role;
  return sorted.filter((wish, index) => isNew(wish, sorted[index - 1]));
}

/** `undefined`: the owning team. */
function readersOf({ tiers, access }: Platform, tier: ManagedWorker['tier']): (Who | undefined)[] {
  const { decodeRights } = tiers[tier];
  if (decodeRights === 'company') return [{ callers: 'people' }];
  const support = access?.supportGroup;
  return decodeRights === 'owner-and-support' && support !== undefined ? [undefined, { group: support }] : [undefined];
}
