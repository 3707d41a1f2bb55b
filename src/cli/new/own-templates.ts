import type { Language } from '../../domain/managed-worker.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { kubernetesTemplateName, templateNames } from '../../scaffold/scaffold.ts';
import { holdsTemplate, type TemplateSource } from '../../templates/templates.ts';

/** What `--templates` names holds none of what is needed: a mistake, though the built-in ones would serve. */
export async function checkOwnTemplates(source: TemplateSource, flag: string, language: Language): Promise<void> {
  const worker = templateNames[language];
  const wanted = [worker, kubernetesTemplateName];
  const [named = ''] = source.folders;
  for (const name of wanted) {
    if (await holdsTemplate(named, name, source)) return;
  }
  throw new ToolError('TEMPLATE_NOT_FOUND', `--templates: ${flag} holds neither ${wanted.join(' nor ')}, nor what is laid over ${worker}`, {
    hint: 'Name a folder that holds one of them. Nothing was written.',
  });
}
