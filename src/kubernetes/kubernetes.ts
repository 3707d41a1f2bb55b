import type { ConfigDocuments } from '../domain/config-documents.ts';
import type { ManagedWorker } from '../domain/managed-worker.ts';
import type { Platform } from '../domain/platform.ts';
import type { TemplatePackage } from '../templates/templates.ts';
import { planManifest } from './plan.ts';
import { renderFamily } from './render.ts';

export interface ManifestsInput {
  documents: ConfigDocuments;
  /** Of `worker.yaml`: what the documents do not say. */
  service: Pick<ManagedWorker, 'name' | 'language'>;
  platform: Platform;
  environment: string;
  region: string;
  /** `registry/name:tag`, `registry/name@sha256:…`, or the digest alone for the platform's registry. */
  image?: string | undefined;
  /** Names the worker deployment version; counts only where the Worker document asks for versioning. */
  buildId?: string | undefined;
  /** Version of the family to render in place of the one each Worker document names. */
  templateVersion?: string | undefined;
  /** Every template family at hand. */
  templates: readonly TemplatePackage[];
}

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
    const path = manifestPath(worker.metadata.name, input);
    return { worker: worker.metadata.name, path, text: renderFamily(planManifest(input, worker), path, input) };
  });
}

export function manifestPath(worker: string, { environment, region }: Pick<ManifestsInput, 'environment' | 'region'>): string {
  return `deploy/kubernetes/${environment}/${region}/${worker}.yaml`;
}
