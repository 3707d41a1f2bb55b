import type { ManagedWorker } from '../domain/managed-worker.ts';
import type { Platform } from '../domain/platform.ts';
import { platformRuleBreaks } from '../domain/worker-rules.ts';
import type { Problem } from '../errors/tool-error.ts';
import type { Placed } from './placed.ts';
import { tunedWorker, tuningProblems } from './tuning.ts';

/** Where a path of keys stands in `worker.yaml`; whoever read the file knows. */
export type WorkerPlace = (path: readonly string[]) => Problem;

/** For a caller that has the value alone. */
export const unknownPlace: WorkerPlace = (path) => ({ file: 'worker.yaml', field: path.join('.'), message: '' });

/** What the platform has against a `worker.yaml` whose shape is right, whatever the code declares. */
export function workerProblems(worker: ManagedWorker, platform: Platform, place: WorkerPlace): Problem[] {
  const at = (path: readonly string[], message: string) => ({ ...place(path), message });
  return [
    ...platformRuleBreaks(worker, platform).map(({ field, message }) => at([field], message)),
    ...Object.keys(worker.workers ?? {}).flatMap((name) =>
      tuningProblems(tunedWorker(name, worker, platform)).map(({ path, message }) => at(['workers', name, ...path], message)),
    ),
    ...rateLimitProblems(worker, platform).map(({ field, message }) => at(['rateLimits', field], message)),
    ...roleProblems(worker, platform).map(({ index, message }) => at(['access', String(index), 'role'], message)),
  ];
}

/** Names under `workers` that tune nothing: no contract names them. */
export function unusedWorkers(worker: ManagedWorker, placed: readonly Placed[], place: WorkerPlace): Problem[] {
  const used = new Set([worker.name, ...placed.map((one) => one.worker)]);
  return Object.keys(worker.workers ?? {})
    .filter((name) => !used.has(name))
    .map((name) => ({ ...place(['workers', name]), message: `no contract names worker '${name}'; remove it, or name it in a contract` }));
}

/** Entries of `access` for a deployment that there is none of. */
export function accessProblems({ name, access = [] }: ManagedWorker, placed: readonly Placed[], place: WorkerPlace): Problem[] {
  const known = new Set([name, ...placed.map((one) => one.worker)]);
  return access.flatMap((wish, index) =>
    'owner' in wish || known.has(wish.worker)
      ? []
      : [
          {
            ...place(['access', String(index), 'worker']),
            message: `'${wish.worker}' is no worker of this service; it has ${[...known].toSorted().join(', ')}`,
          },
        ],
  );
}

function rateLimitProblems({ rateLimits }: ManagedWorker, { quotas }: Platform): { field: string; message: string }[] {
  return (['actionsPerSecond', 'requestsPerSecond'] as const).flatMap((field) => {
    const wish = rateLimits?.[field];
    if (wish === undefined) return [];
    if (wish < 1) return [{ field, message: `${wish} is too low; at least 1` }];
    return wish > quotas[field] ? [{ field, message: `${wish} is above the platform's quota of ${quotas[field]}` }] : [];
  });
}

function roleProblems({ access = [] }: ManagedWorker, { roles }: Platform): { index: number; message: string }[] {
  const known = Object.keys(roles).toSorted();
  const has = known.length === 0 ? 'it has none; its platform file makes some under spec.roles' : `it has ${known.join(', ')}`;
  return access.flatMap(({ role }, index) =>
    known.includes(role) ? [] : [{ index, message: `'${role}' is not a role of this platform; ${has}` }],
  );
}
