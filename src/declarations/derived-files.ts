import type { ConfigDocuments } from '../domain/config-documents.ts';
import type { Declarations } from '../domain/declarations.ts';
import type { ManagedWorker } from '../domain/managed-worker.ts';
import type { Platform } from '../domain/platform.ts';
import { renderManifests } from '../kubernetes/kubernetes.ts';
import type { TemplatePackage } from '../templates/templates.ts';
import { configFiles } from './config-files.ts';
import { derivedNotice } from './derived-notice.ts';
import { exportMapFiles } from './export-map.ts';
import { compare } from './placed.ts';
import { planConfig } from './plan.ts';
import { schemaFiles } from './schema-files.ts';
import type { WorkerPlace } from './worker-problems.ts';

export interface DerivedInput {
  declarations: Declarations;
  worker: ManagedWorker;
  platform: Platform;
  /** The family that `deploy/kubernetes/` is rendered from. */
  kubernetesTemplate: TemplatePackage;
  /** Where a path of keys stands in `worker.yaml`; problems name the file alone without it. */
  place?: WorkerPlace | undefined;
}

/** A file made from code and `worker.yaml`: never edited, never merged, made again. */
export interface DerivedFile {
  /** Relative to the worker's folder, with `/`. */
  path: string;
  content: string;
  mode: '644';
}

export interface DerivedPlan {
  documents: ConfigDocuments;
  /** Sorted by path. */
  files: DerivedFile[];
}

/** Every derived file of a worker; pure. Throws with every problem that keeps them from being made. */
export function deriveFiles({ declarations, worker, platform, kubernetesTemplate, place }: DerivedInput): DerivedPlan {
  const manifests = `${kubernetesTemplate.name}@${kubernetesTemplate.version}`;
  const documents = planConfig({ declarations, worker, platform, manifests, place });
  const files = [
    ...configFiles(documents),
    ...schemaFiles(declarations),
    ...exportMapFiles(declarations, worker),
    ...deployFiles(documents, { worker, platform, kubernetesTemplate }),
  ].map(({ path, content }) => ({ path, content, mode: '644' as const }));
  return { documents, files: files.toSorted((a, b) => compare(a.path, b.path)) };
}

function deployFiles(
  documents: ConfigDocuments,
  { worker, platform, kubernetesTemplate }: Pick<DerivedInput, 'worker' | 'platform' | 'kubernetesTemplate'>,
): { path: string; content: string }[] {
  const { environments, regions } = documents.namespace.spec;
  return environments.flatMap((environment) =>
    regions.flatMap((region) =>
      renderManifests({ documents, service: worker, platform, environment, region, templates: [kubernetesTemplate] }).map(
        ({ path, text }) => ({ path, content: withNotice(text) }),
      ),
    ),
  );
}

function withNotice(text: string): string {
  return text.startsWith(`# ${derivedNotice}`) ? text : `# ${derivedNotice}\n${text}`;
}
