import type { Bytes } from '../adapters/bytes.ts';
import type { Files } from '../adapters/files.ts';
import { ToolError } from '../errors/tool-error.ts';
import { contentsOf } from './find-overlay.ts';
import { packPackage } from './pack.ts';
import { readPackage } from './read-package.ts';
import { readRelease } from './releases.ts';

export interface Release {
  name: string;
  version: string;
  /** The archive. */
  path: string;
  /** It was released before, and is the same. */
  isKnown: boolean;
}

/** Keeps the version a template has, for good: below `released/` beside it, or else in it. */
export async function keepRelease(folder: string, { files, bytes }: { files: Files; bytes: Bytes }): Promise<Release> {
  const contents = await contentsOf(folder, { files, bytes });
  const { name, version, digest } = readPackage(contents, folder, bytes);
  const beside = `${folder.replace(/\/[^/]+\/?$/, '')}/released`;
  const released = (await files.kindOf(beside)) === 'directory' ? beside : `${folder}/released`;
  const path = `${released}/${name}/${version}.json.gz`;
  const known = await readRelease(name, version, { files, bytes, folders: [folder] });
  if (known !== undefined && known.digest !== digest) {
    throw new ToolError('TEMPLATE_INVALID', `${name} ${version} is released and has changed since`, {
      problems: [{ file: `${folder}/template.yaml`, field: 'version', message: `is ${version} still` }],
      hint: 'Raise `version`: workers that were made with the release need its bytes. Nothing was written.',
    });
  }
  if (known === undefined) {
    await files.makeDirectory(`${released}/${name}`);
    await files.write(`${path}.new`, packPackage(contents, bytes));
    await files.move(`${path}.new`, path);
  }
  return { name, version, path, isKnown: known !== undefined };
}
