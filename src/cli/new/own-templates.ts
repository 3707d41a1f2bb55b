import { resolve } from 'node:path';
import type { Language } from '../../domain/managed-worker.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { kubernetesTemplateName, templateNames } from '../../scaffold/scaffold.ts';
import { templateIn } from '../../templates/templates.ts';
import type { Deps } from '../deps.ts';

/** A folder named with `--templates` that holds none of what is needed is a mistake, though the built-in ones would serve. */
export async function checkOwnTemplates({ files, bytes, cwd }: Deps, flag: string, language: Language): Promise<void> {
  const wanted = [templateNames[language], kubernetesTemplateName];
  for (const name of wanted) {
    if ((await templateIn(resolve(cwd, flag), name, { files, bytes })) !== undefined) return;
  }
  throw new ToolError('TEMPLATE_NOT_FOUND', `--templates: ${flag} holds neither ${wanted.join(' nor ')}`, {
    hint: 'Name a folder that holds one of them. Nothing was written.',
  });
}
