import { matchesPattern } from './manifest.ts';
import { layersOf } from './overlay.ts';
import type { RenderedFile, TemplatePackage } from './template-package.ts';

export type FileListRules = Record<string, 'set' | 'requirements' | { key: string }>;

/** What a template, and what is laid over it, say of lists in one file; what stands later wins. */
export function listRulesOf(template: TemplatePackage, { id, path }: Pick<RenderedFile, 'id' | 'path'>): FileListRules {
  const rules = layersOf(template).flatMap(({ manifest }) => manifest.lists ?? []);
  const ofFile = rules.filter(({ file }) => file === id || matchesPattern(file, path));
  return Object.fromEntries(ofFile.map(({ at, rule, key = '' }) => [at, rule ?? { key }]));
}
