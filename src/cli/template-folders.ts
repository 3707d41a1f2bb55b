import { join, resolve } from 'node:path';
import type { Deps } from './deps.ts';

/**
 * Where templates are looked for: the folder that `--templates` names, then the tool's own. A checkout has them live in
 * `templates/`; the published package has them packed in `dist/templates/` alone.
 */
export function templateFolders({ cwd, tool }: Pick<Deps, 'cwd' | 'tool'>, flag?: string): string[] {
  const own = [join(tool.root, 'templates'), join(tool.root, 'dist/templates')];
  return flag === undefined ? own : [resolve(cwd, flag), ...own];
}
