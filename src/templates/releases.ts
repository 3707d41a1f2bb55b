import type { Bytes } from '../adapters/bytes.ts';
import type { Files } from '../adapters/files.ts';
import { ToolError } from '../errors/tool-error.ts';
import { packFile, unpackFile, maxUnpackedBytes, unpackPackage, type PackedFile } from './pack.ts';
import { readPackage, type PackageContents } from './read-package.ts';
import type { TemplatePackage } from './template-package.ts';
import { readTemplateIn } from './template-folder.ts';
import { compareVersions } from './version.ts';

/** Where releases, and the live templates they are of, are looked for. */
export interface ReleaseSource {
  files: Files;
  bytes: Bytes;
  folders: readonly string[];
}

/** Every release of one template in one file: a content that several releases share stands in it once. */
interface PackedReleases {
  schemaVersion: 1;
  contents: PackedFile[];
  /** By version and path: which of `contents`. */
  releases: Record<string, Record<string, number>>;
}

/** Deterministic: paths are taken in turn, so that what differs little stands close together, which is what gzip needs. */
export function packReleases(releases: ReadonlyMap<string, PackageContents>, bytes: Pick<Bytes, 'gzip' | 'sha256'>): Uint8Array {
  const versions = [...releases.keys()].toSorted(compareVersions);
  const paths = [...new Set(versions.flatMap((version) => [...(releases.get(version)?.keys() ?? [])]))].toSorted();
  const packed: PackedReleases = { schemaVersion: 1, contents: [], releases: Object.fromEntries(versions.map((version) => [version, {}])) };
  const known = new Map<string, number>();
  for (const path of paths) {
    for (const version of versions) {
      const content = releases.get(version)?.get(path);
      if (content === undefined) continue;
      const digest = bytes.sha256(content);
      const index = known.get(digest) ?? packed.contents.push(packFile(content)) - 1;
      known.set(digest, index);
      packed.releases[version]![path] = index;
    }
  }
  return bytes.gzip(new TextEncoder().encode(JSON.stringify(packed)));
}

function unpackReleases(packed: Uint8Array, origin: string, bytes: Pick<Bytes, 'gunzip'>): Map<string, PackageContents> {
  try {
    const { contents, releases } = JSON.parse(new TextDecoder().decode(bytes.gunzip(packed, maxUnpackedBytes))) as PackedReleases;
    const contentAt = (index: number) => unpackFile(contents[index] ?? { text: '' });
    return new Map(
      Object.entries(releases).map(([version, files]) => [
        version,
        new Map(Object.entries(files).map(([path, index]) => [path, contentAt(index)])),
      ]),
    );
  } catch (cause) {
    throw new ToolError('TEMPLATE_INVALID', `${origin} is not a file of packed releases`, { cause, hint: 'Nothing was written.' });
  }
}

/** Versions of a template that can be rendered: its releases and the live one, oldest first. */
export async function readVersions(name: string, source: ReleaseSource): Promise<string[]> {
  const found = new Set<string>();
  for (const folder of source.folders) {
    const live = await readTemplateIn(folder, name, source);
    if (live !== undefined) found.add(live.version);
    for (const version of await releasedIn(folder, name, source)) found.add(version);
  }
  return [...found].toSorted(compareVersions);
}

/** One version of a template, live or released; `undefined` when there is none. The first folder that has it counts. */
export async function readVersion(name: string, version: string, source: ReleaseSource): Promise<TemplatePackage | undefined> {
  for (const folder of source.folders) {
    const live = await readTemplateIn(folder, name, source);
    if (live?.version === version) return live;
    const released = await releaseIn(folder, { name, version }, source);
    if (released !== undefined) return released;
  }
  return undefined;
}

/** One release, whatever the live template is. */
export async function readRelease(name: string, version: string, source: ReleaseSource): Promise<TemplatePackage | undefined> {
  for (const folder of source.folders) {
    const released = await releaseIn(folder, { name, version }, source);
    if (released !== undefined) return released;
  }
  return undefined;
}

async function releasedIn(folder: string, name: string, source: ReleaseSource): Promise<string[]> {
  const found = await Promise.all((await releaseFolders(folder, source)).map(async (place) => await versionsBelow(place, name, source)));
  return found.flat();
}

/** A folder that is a template itself has its releases in it, or beside it. */
async function releaseFolders(folder: string, { files }: Pick<ReleaseSource, 'files'>): Promise<string[]> {
  const isTemplate = (await files.kindOf(`${folder}/template.yaml`)) === 'file';
  return [`${folder}/released`, ...(isTemplate ? [`${folder}/../released`] : [])];
}

async function versionsBelow(released: string, name: string, { files, bytes }: ReleaseSource): Promise<string[]> {
  const packed = `${released}/${name}.json.gz`;
  if ((await files.kindOf(packed)) === 'file') return [...unpackReleases(await files.read(packed), packed, bytes).keys()];
  const archives = `${released}/${name}`;
  if ((await files.kindOf(archives)) !== 'directory') return [];
  return (await files.list(archives)).flatMap((file) => /^(\d+\.\d+\.\d+)\.json\.gz$/.exec(file)?.[1] ?? []);
}

interface Release {
  name: string;
  version: string;
}

async function releaseIn(folder: string, release: Release, source: ReleaseSource): Promise<TemplatePackage | undefined> {
  for (const place of await releaseFolders(folder, source)) {
    const found = await releaseBelow(place, release, source);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function releaseBelow(
  released: string,
  { name, version }: Release,
  { files, bytes }: ReleaseSource,
): Promise<TemplatePackage | undefined> {
  const archive = `${released}/${name}/${version}.json.gz`;
  if ((await files.kindOf(archive)) === 'file') {
    return readPackage(unpackPackage(await files.read(archive), archive, bytes), archive, bytes);
  }
  const packed = `${released}/${name}.json.gz`;
  if ((await files.kindOf(packed)) !== 'file') return undefined;
  const contents = unpackReleases(await files.read(packed), packed, bytes).get(version);
  return contents === undefined ? undefined : readPackage(contents, `${packed}: ${version}`, bytes);
}
