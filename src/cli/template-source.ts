import { join, resolve } from 'node:path';
import { findUpwards } from '../adapters/files.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { TemplateSource } from '../templates/templates.ts';
import type { Deps } from './deps.ts';

/**
 * Where templates are looked for: what `--templates` names, then the tool's own. A checkout has them live in
 * `templates/`; the published package has them packed in `dist/templates/` alone.
 */
export async function templateSource(deps: Deps, flag?: string, root?: string): Promise<TemplateSource> {
  const { files, bytes, tool } = deps;
  const own = [join(tool.root, 'templates'), join(tool.root, 'dist/templates')];
  if (flag === undefined) return { files, bytes, folders: own };
  const named = await namedFolder(deps, flag, root);
  return { files, bytes, folders: [named, ...own], overlays: [named] };
}

/** A folder, or else a package that is installed above the working directory or in the worker. */
async function namedFolder({ cwd, files }: Deps, flag: string, root: string | undefined): Promise<string> {
  const folder = resolve(cwd, flag);
  if ((await files.kindOf(folder)) !== undefined) return folder;
  const isPackage = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(flag);
  const starts = isPackage ? [cwd, ...(root === undefined ? [] : [root])] : [];
  for (const start of starts) {
    const above = await findUpwards(`node_modules/${flag}`, start);
    if (above !== undefined) return join(above, 'node_modules', flag);
  }
  throw new ToolError('TEMPLATE_NOT_FOUND', `--templates: ${flag} is neither a folder nor an installed npm package`, {
    hint: 'Name a folder that holds a template, or install the package first. Nothing was written.',
  });
}
