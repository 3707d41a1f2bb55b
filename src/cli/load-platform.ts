import { resolve } from 'node:path';
import { findUpwards, isNodeError } from '../adapters/files.ts';
import { builtinPlatform } from '../domain/builtin-platform.ts';
import type { PlatformDocument } from '../domain/platform.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { Deps } from './deps.ts';

export const platformFileName = 'temporal-platform.yaml';

export interface LoadedPlatform {
  document: PlatformDocument;
  /** Absolute; `undefined`: the built-in one serves. */
  file: string | undefined;
}

/** The platform file `--platform` names, else the nearest one upwards from `from`, else the built-in one. */
export async function loadPlatform(deps: Pick<Deps, 'files' | 'cwd'>, flag: string | undefined, from = deps.cwd): Promise<LoadedPlatform> {
  const file = flag === undefined ? await nearest(from) : resolve(deps.cwd, flag);
  if (file === undefined) return { document: builtinPlatform, file };
  const text = await readText(deps, file);
  const { readPlatform } = await import('../domain/read-platform.ts');
  return { document: readPlatform(text, file), file };
}

async function nearest(from: string): Promise<string | undefined> {
  const folder = await findUpwards(platformFileName, from);
  return folder === undefined ? undefined : resolve(folder, platformFileName);
}

async function readText({ files }: Pick<Deps, 'files'>, file: string): Promise<string> {
  try {
    const text = await files.readText(file);
    if (text !== undefined) return text;
  } catch (error) {
    throw unreadable(file, isNodeError(error) ? error.message : String(error));
  }
  throw unreadable(file, 'does not exist');
}

function unreadable(file: string, message: string): ToolError {
  return new ToolError('PLATFORM_INVALID', `the platform file ${file} cannot be read: ${message}`, {
    hint: 'Name another with --platform. Nothing was written.',
  });
}
