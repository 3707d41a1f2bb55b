import type { ManifestsInput } from './manifests-input.ts';
import { familyOf, planManifest } from './plan.ts';
import { chooseFamily, renderFamily } from './render.ts';

export type { ManifestsInput } from './manifests-input.ts';

/** Every object of one worker in one environment and region. */
export interface WorkerManifest {
  worker: string;
  /** `deploy/kubernetes/<environment>/<region>/<worker>.yaml`. */
  path: string;
  /** Kubernetes objects as YAML documents, with a newline at the end. */
  text: string;
}

/**
 * The Kubernetes objects of every worker in one environment and region, sorted by worker. Pure: the same input gives
 * the same bytes. Objects carry no namespace; it is chosen where they are applied.
 */
export function renderManifests(input: ManifestsInput): WorkerManifest[] {
  const workers = input.documents.workers.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  return workers.map((worker) => {
    const template = chooseFamily(familyOf(input, worker), input.templates, worker);
    const path = manifestPath(worker.metadata.name, input);
    return { worker: worker.metadata.name, path, text: renderFamily(template, planManifest(input, worker)) };
  });
}

/** What a family is rendered with for each worker, for whoever checks a family. */
export function manifestVariables(input: ManifestsInput): object[] {
  return input.documents.workers.map((worker) => planManifest(input, worker));
}

function manifestPath(worker: string, { environment, region }: Pick<ManifestsInput, 'environment' | 'region'>): string {
  return `deploy/kubernetes/${environment}/${region}/${worker}.yaml`;
}
