import type { ManagedWorker, Tuning } from '../domain/managed-worker.ts';
import type { Platform, Resources, Scaling } from '../domain/platform.ts';

export interface Tuned {
  scaling: Scaling;
  resources: Resources;
  versioning: NonNullable<Tuning['versioning']>;
}

/** What a Worker document says about size: the tier's defaults, with what `worker.yaml` tunes laid over them. */
export function tunedWorker(name: string, worker: Pick<ManagedWorker, 'tier' | 'workers'>, platform: Platform): Tuned {
  const defaults = platform.tiers[worker.tier];
  const tuning = worker.workers?.[name];
  const { pollers: tunedPollers, replicas, ...rest } = tuning?.scaling ?? {};
  const pollers = { ...defaults.scaling.pollers, ...given(tunedPollers) };
  return {
    scaling: {
      ...defaults.scaling,
      ...given(rest),
      pollers: tunedPollers?.initial === undefined ? { ...pollers, initial: clamp(pollers.initial, pollers) } : pollers,
      replicas: { ...defaults.scaling.replicas, ...given(replicas) },
    },
    resources: { ...defaults.resources, ...given(tuning?.resources) },
    versioning: tuning?.versioning ?? 'none',
  };
}

/** Why these figures cannot stand together, with the path below `workers.<name>` of the one to mend. */
export function tuningProblems({ scaling: { pollers, replicas } }: Tuned): { path: string[]; message: string }[] {
  const found: { path: string[]; message: string }[] = [];
  const order = (path: string[], low: number, high: number) => {
    const [lowName, highName] = path.slice(-2);
    if (low > high) {
      found.push({ path: [...path.slice(0, -2), lowName ?? ''], message: `${lowName} is ${low}, above ${highName}, which is ${high}` });
    }
  };
  order(['scaling', 'pollers', 'minimum', 'maximum'], pollers.minimum, pollers.maximum);
  order(['scaling', 'pollers', 'minimum', 'initial'], pollers.minimum, pollers.initial);
  order(['scaling', 'pollers', 'initial', 'maximum'], pollers.initial, pollers.maximum);
  order(['scaling', 'replicas', 'minimum', 'maximum'], replicas.minimum, replicas.maximum);
  return found;
}

function clamp(value: number, { minimum, maximum }: { minimum: number; maximum: number }): number {
  return Math.max(minimum, Math.min(value, maximum));
}

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Without the fields that are there but undefined, which would hide a default. */
function given<T extends object>(values: T | undefined): Given<T> {
  return Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => value !== undefined)) as Given<T>;
}
