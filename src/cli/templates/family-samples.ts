import { planWorker } from '../../declarations/declarations.ts';
import { builtinPlatform } from '../../domain/builtin-platform.ts';
import { apiVersion } from '../../domain/platform.ts';
import type { ManagedWorker } from '../../domain/managed-worker.ts';
import { templateVariables } from '../../domain/template-variables.ts';
import { manifestVariables } from '../../kubernetes/kubernetes.ts';
import { findTemplate, renderDeclarations, type Sample, type TemplatePackage, type TemplateSource } from '../../templates/templates.ts';

const tool = { name: 'gen-temporal-managed-worker', version: '1.2.3' };

/** Workers of every tier, with and without versions and an autoscaler, as a family of Kubernetes objects gets them. */
export async function familySamples(source: TemplateSource): Promise<(family: TemplatePackage) => Sample[]> {
  const own = { ...source, overlays: undefined };
  const worker = await findTemplate('worker-typescript', own);
  return (family) => samples.flatMap((sample) => sampleOf(sample, worker, family));
}

const usual: ManagedWorker = {
  apiVersion,
  kind: 'ManagedWorker',
  name: 'image-render',
  owner: 'R&D',
  tier: 1,
  namespace: 'images',
  retention: '14d',
  language: 'typescript',
  regions: ['eu', 'us'],
};

const samples: readonly Partial<ManagedWorker>[] = [
  { tier: 0, workers: { 'image-render': { versioning: 'pinned' } } },
  { tier: 1, owner: '画像 "x" {{name}}: #1' },
  { tier: 2, language: 'python', workers: { 'image-render': { scaling: { replicas: { minimum: 1, maximum: 1 } } } } },
  { tier: 3, name: 'a', workers: { a: { versioning: 'auto-upgrade', scaling: { replicas: { minimum: 0, maximum: 4 } } } } },
];

function sampleOf(changes: Partial<ManagedWorker>, template: TemplatePackage, family: TemplatePackage): Sample[] {
  const worker = { ...usual, ...changes };
  const { apiVersion: _, kind: __, workers: ___, ...answers } = worker;
  const platform = builtinPlatform.spec;
  const declarations = renderDeclarations(template, templateVariables(answers, platform, tool));
  // Only the documents are wanted; the family may be broken.
  const { documents } = planWorker({ declarations, worker, platform, kubernetesTemplate: { ...family, files: [] } });
  const input = { documents, service: worker, platform, region: 'eu', buildId: 'build-1', templates: [family] };
  return platform.environments.flatMap((environment) =>
    manifestVariables({ ...input, environment }).map((variables) => ({ title: `tier ${worker.tier} in ${environment}`, variables })),
  );
}
