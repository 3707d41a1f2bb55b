import type { Platform } from './platform.ts';

type Names = Pick<Platform, 'access'>;

/** The group that the people of a team are in. */
export function groupOf({ access }: Names, owner: string): string {
  return filled(access?.group ?? '{owner}', { owner });
}

/** Who a deployment of workers is to the proxy: `images/image-render`, its Kubernetes namespace and ServiceAccount. */
export function serviceAccountOf({ access }: Names, worker: { worker: string; namespace: string; owner: string }): string {
  return filled(access?.serviceAccount ?? '{namespace}/{worker}', worker);
}

function filled(pattern: string, values: Readonly<Record<string, string>>): string {
  return pattern.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
