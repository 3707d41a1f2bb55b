import { resolve } from 'node:path';
import { findUpwards } from '../adapters/files.ts';
import { builtinPlatform } from '../domain/builtin-platform.ts';
import type { PlatformDocument } from '../domain/platform.ts';
import type { Deps } from './deps.ts';
import { readNamedFile } from './named-file.ts';

export const platformFileName = 'temporal-platform.yaml';

export interface LoadedPlatform {
  document: PlatformDocument;
  /** Absolute; `undefined`: the built-in one serves. */
  file: string | undefined;
}

/** The platform file `--platform` names, else the nearest one upwards from `from`, else the built-in one. */
export async function loadPlatform(deps: Pick<Deps, 'files' | 'cwd'>, flag: string | undefined, from = deps.cwd): Promise<LoadedPlatform> {
  return await readFrom(await placeOf(deps, flag, from), deps);
}

/** The same for many folders; a file that serves several is read once. */
export function platformLoader(deps: Pick<Deps, 'files' | 'cwd'>, flag: string | undefined): (from: string) => Promise<LoadedPlatform> {
  const known = new Map<string | undefined, Promise<LoadedPlatform>>();
  return async (from) => {
    const file = await placeOf(deps, flag, from);
    const loading = known.get(file) ?? readFrom(file, deps);
    known.set(file, loading);
    return await loading;
  };
}

async function placeOf({ cwd }: Pick<Deps, 'cwd'>, flag: string | undefined, from: string): Promise<string | undefined> {
  return flag === undefined ? await nearest(from) : resolve(cwd, flag);
}

async function readFrom(file: string | undefined, deps: Pick<Deps, 'files'>): Promise<LoadedPlatform> {
  if (file === undefined) return { document: builtinPlatform, file };
  const text = await readNamedFile(
    { path: file, name: file, what: 'platform file', flag: '--platform', code: 'PLATFORM_INVALID' },
    deps.files,
  );
  const { readPlatform } = await import('../domain/read-platform.ts');
  return { document: readPlatform(text, file), file };
}

async function nearest(from: string): Promise<string | undefined> {
  const folder = await findUpwards(platformFileName, from);
  return folder === undefined ? undefined : resolve(folder, platformFileName);
}
