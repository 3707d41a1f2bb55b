import type { WorkerRecord } from '../domain/record.ts';
import { templateLayers, type TemplatePackage } from '../templates/templates.ts';

/** How a worker comes from one version of what is laid over its template to another. */
export interface OverlayMove {
  name: string;
  /** `undefined`: nothing of that name was laid over it before. */
  from: string | undefined;
  to: string;
  changes: readonly string[];
}

export function overlayMove(target: TemplatePackage, { templates }: Pick<WorkerRecord, 'templates'>): OverlayMove | undefined {
  const [, overlay] = templateLayers(target);
  if (overlay === undefined) return undefined;
  const { name, version, manifest } = overlay;
  return { name, from: templates.find((template) => template.name === name)?.version, to: version, changes: manifest.changes };
}
