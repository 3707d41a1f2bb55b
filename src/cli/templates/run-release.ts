import { resolve } from 'node:path';
import { exitCode } from '../../errors/exit-code.ts';
import { releaseTemplate } from '../../templates/templates.ts';
import type { Deps } from '../deps.ts';
import type { TemplatesFlags } from './flags.ts';

/** `templates release` */
export async function runRelease(deps: Deps, folder: string, { json }: TemplatesFlags): Promise<number> {
  const release = await releaseTemplate(resolve(deps.cwd, folder), deps);
  const { name, version, path, isKnown } = release;
  if (json) deps.terminal.print(JSON.stringify({ schemaVersion: 1, name, version, path, written: !isKnown }, undefined, 2));
  else deps.terminal.talk(isKnown ? `${name} ${version} is released already` : `${name} ${version} is released: ${path}`);
  return exitCode.done;
}
