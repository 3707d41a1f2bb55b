import type { ConfigDocuments } from '../domain/config-documents.ts';
import type { ManagedWorker } from '../domain/managed-worker.ts';
import type { Platform } from '../domain/platform.ts';
import type { TemplatePackage } from '../templates/templates.ts';

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
