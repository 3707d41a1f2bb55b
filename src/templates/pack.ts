import type { Bytes } from '../adapters/bytes.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { PackageContents } from './read-package.ts';

export type PackedFile = { text: string } | { base64: string };

/** A packed package is gzip over this JSON; paths are sorted, so equal folders give equal bytes. */
interface PackedPackage {
  schemaVersion: 1;
  files: Record<string, PackedFile>;
}

/** No template comes near this; it bounds what a hostile file can unpack to. */
export const maxUnpackedBytes = 64 * 1024 * 1024;

/** One compressed file of a package folder's contents. npm would leave `.gitignore` and `.npmrc` out of a folder. */
export function packPackage(contents: PackageContents, bytes: Pick<Bytes, 'gzip'>): Uint8Array {
  const files: PackedPackage['files'] = {};
  for (const path of [...contents.keys()].toSorted()) files[path] = packFile(contents.get(path) ?? new Uint8Array());
  const packed: PackedPackage = { schemaVersion: 1, files };
  return bytes.gzip(new TextEncoder().encode(JSON.stringify(packed)));
}

export function unpackPackage(packed: Uint8Array, origin: string, bytes: Pick<Bytes, 'gunzip'>): PackageContents {
  try {
    const text = new TextDecoder().decode(bytes.gunzip(packed, maxUnpackedBytes));
    const { files } = JSON.parse(text) as PackedPackage;
    return new Map(Object.entries(files).map(([path, file]) => [path, unpackFile(file)]));
  } catch (cause) {
    throw new ToolError('TEMPLATE_INVALID', `${origin} is not a packed template package`, { cause, hint: 'Nothing was written.' });
  }
}

export function packFile(content: Uint8Array): PackedFile {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content) };
  } catch {
    return { base64: btoa(Array.from(content, (byte) => String.fromCharCode(byte)).join('')) };
  }
}

export function unpackFile(file: PackedFile): Uint8Array {
  if ('text' in file) return new TextEncoder().encode(file.text);
  return Uint8Array.from(atob(file.base64), (character) => character.charCodeAt(0));
}
