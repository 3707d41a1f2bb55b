import { ToolError, type Problem } from '../errors/tool-error.ts';
import type { TemplatePackage } from './template-package.ts';

/** What a template is made of, the base first. */
export function layersOf(template: TemplatePackage): TemplatePackage[] {
  const { overlay, ...base } = template;
  return overlay === undefined ? [template] : [base, overlay];
}

/** The base as its overlay has it; the overlay's files, questions and declarations come on top. */
export function laidOver(base: TemplatePackage, overlay: TemplatePackage): TemplatePackage {
  if (base.name === 'kubernetes') {
    throw unusable(overlay, [
      {
        file: `${overlay.origin}/template.yaml`,
        field: 'overlays',
        message: 'Kubernetes objects take no overlay; replace the whole template',
      },
    ]);
  }
  return { ...base, overlay };
}

export function unusable({ name, version }: TemplatePackage, problems: readonly Problem[]): ToolError {
  return new ToolError('TEMPLATE_INVALID', `overlay ${name} ${version} cannot be laid over its base`, {
    problems,
    hint: 'This is for whoever keeps the overlay. Nothing was written.',
  });
}
