import type { WorkerDocument } from '../domain/config-documents.ts';
import { ToolError } from '../errors/tool-error.ts';
import { renderTemplate, type TemplatePackage } from '../templates/templates.ts';
import type { FamilyVariables } from './plan.ts';

/** What is applied first: an object before those that refer to it. A file that is not named here comes last. */
const order = ['service-account.yaml', 'config-maps.yaml', 'network-policy.yaml', 'deployment.yaml'];

/** One worker's objects as YAML documents, in the order they are best applied. */
export function renderFamily(template: TemplatePackage, variables: FamilyVariables): string {
  const files = renderTemplate(template, variables).toSorted((a, b) => rank(a.path) - rank(b.path));
  const texts = files.map(({ bytes }) =>
    new TextDecoder()
      .decode(bytes)
      .replace(/^---\n/, '')
      .trimEnd(),
  );
  return `${texts.filter((text) => text !== '').join('\n---\n')}\n`;
}

/** The template package a Worker document is to be rendered with. */
export function chooseFamily(family: string, templates: readonly TemplatePackage[], worker: WorkerDocument): TemplatePackage {
  const [name, version] = family.split('@');
  const found = templates.find((template) => template.name === name && template.version === version);
  if (found !== undefined) return found;
  const known = templates.map((template) => `${template.name}@${template.version}`).join(', ');
  throw new ToolError('TEMPLATE_NOT_FOUND', `worker ${worker.metadata.name} asks for ${family}, this tool has ${known || 'none'}`, {
    hint: 'Use the tool version that has it, or name another with --template-version. Nothing was written.',
  });
}

function rank(path: string): number {
  const index = order.indexOf(path);
  return index === -1 ? order.length : index;
}
