import type { Bytes } from '../adapters/bytes.ts';
import type { Files } from '../adapters/files.ts';
import { ToolError } from '../errors/tool-error.ts';
import { unpackPackage } from './pack.ts';
import { readPackage, type PackageContents } from './read-package.ts';
import type { TemplatePackage } from './template-package.ts';

/** The template of that name in this one folder; `undefined` when it has none. */
export async function readTemplateIn(
  folder: string,
  name: string,
  { files, bytes }: { files: Files; bytes: Bytes },
): Promise<TemplatePackage | undefined> {
  const packed = `${folder}/${name}.json.gz`;
  if ((await files.kindOf(packed)) === 'file') return readPackage(unpackPackage(await files.read(packed), packed, bytes), packed, bytes);
  for (const candidate of [`${folder}/${name}`, folder]) {
    if ((await files.kindOf(`${candidate}/template.yaml`)) !== 'file') continue;
    const found = readPackage(await folderContents(candidate, files), candidate, bytes);
    if (found.name === name) return found;
  }
  return undefined;
}

/** Every file of a package folder; what the build packs. */
export async function folderContents(folder: string, files: Files): Promise<PackageContents> {
  const contents = new Map<string, Uint8Array>();
  for (const path of await files.walk(folder, isNoPart)) {
    if ((await files.kindOf(`${folder}/${path}`)) !== 'file') {
      throw new ToolError('TEMPLATE_INVALID', `${folder} is not a template package`, {
        problems: [{ file: `${folder}/${path}`, message: 'is a symbolic link or a special file; a package holds plain files' }],
        hint: 'Nothing was written.',
      });
    }
    contents.set(path, new Uint8Array(await files.read(`${folder}/${path}`)));
  }
  return contents;
}

function isNoPart(path: string): boolean {
  return isLeftOver(path) || isBeside(path);
}

/** What working on a template in place leaves behind. */
function isLeftOver(path: string): boolean {
  return /(^|\/)(node_modules|\.venv|__pycache__|\.pytest_cache|\.ruff_cache|dist|\.DS_Store)$/.test(path);
}

/** What stands beside a template in a folder or npm package of its own, and is no part of it. */
function isBeside(path: string): boolean {
  return /^(released|test|docs|package(-lock)?\.json|[A-Z]+(\.md)?|\..*)$/.test(path);
}
