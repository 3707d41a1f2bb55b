import type { Bytes } from '../adapters/bytes.ts';
import type { Files } from '../adapters/files.ts';
import { ToolError } from '../errors/tool-error.ts';
import { unpackPackage } from './pack.ts';
import { readPackage, type PackageContents } from './read-package.ts';
import { folderContents } from './template-folder.ts';
import type { TemplatePackage } from './template-package.ts';

interface World {
  files: Files;
  bytes: Bytes;
}

/** The package in these folders that says it is laid over `base`; two of them are an error, for neither may win by chance. */
export async function findOverlayOf(base: string, folders: readonly string[], world: World): Promise<TemplatePackage | undefined> {
  const found: TemplatePackage[] = [];
  for (const folder of folders) {
    for (const place of await packagePlaces(folder, world)) {
      const overlay = await overlayAt(place, base, world);
      if (overlay !== undefined) found.push(overlay);
    }
  }
  if (found.length < 2) return found[0];
  throw new ToolError('TEMPLATE_INVALID', `two packages are laid over ${base}`, {
    problems: found.map(({ origin, name, version }) => ({ file: origin, message: `is ${name} ${version}` })),
    hint: 'Name the folder of one of them with --templates. Nothing was written.',
  });
}

/** Where packages lie in a folder: itself, a folder in it, a packed file in it. */
export async function packagePlaces(folder: string, { files }: Pick<World, 'files'>): Promise<string[]> {
  if ((await files.kindOf(folder)) === undefined) return [];
  if ((await files.kindOf(`${folder}/template.yaml`)) === 'file') return [folder];
  const places: string[] = [];
  for (const name of await files.list(folder)) {
    const place = `${folder}/${name}`;
    if (name.endsWith('.json.gz') || (await files.kindOf(`${place}/template.yaml`)) === 'file') places.push(place);
  }
  return places;
}

/** Whatever is no overlay is another's business, broken or not. */
async function overlayAt(place: string, base: string, world: World): Promise<TemplatePackage | undefined> {
  const isPacked = place.endsWith('.json.gz');
  const text = isPacked ? undefined : await world.files.readText(`${place}/template.yaml`);
  if (text !== undefined && !saysOverlay(text)) return undefined;
  const contents = await contentsOf(place, world);
  if (!saysOverlay(new TextDecoder().decode(contents.get('template.yaml')))) return undefined;
  const found = readPackage(contents, place, world.bytes);
  return found.manifest.overlays === base ? found : undefined;
}

/** Every file of a package, wherever it lies. */
export async function contentsOf(place: string, { files, bytes }: World): Promise<PackageContents> {
  return place.endsWith('.json.gz') ? unpackPackage(await files.read(place), place, bytes) : await folderContents(place, files);
}

function saysOverlay(manifest: string): boolean {
  return /^overlays:/m.test(manifest);
}
