import type { Declarations } from '../domain/declarations.ts';
import type { Ownership } from '../domain/record.ts';
import type { FileRule, TemplateManifest } from './manifest.ts';

export type FileMode = NonNullable<FileRule['mode']>;

/** One file below `files/`, before anything is substituted. */
export interface TemplateFile {
  /** Below `files/`, as it is called there: `README.md.hbs`, `src/{{package}}/main.py`. */
  path: string;
  bytes: Uint8Array;
  /** Stable for ever: how a later version knows the file again after a rename. */
  id: string;
  ownership: Ownership;
  mode: FileMode;
}

/** A checked template package; a folder and a packed file of the same package are equal here. */
export interface TemplatePackage {
  name: string;
  version: string;
  /** `sha256:<hex>` over every path and byte of the package. */
  digest: string;
  /** Where it was read from, for messages. */
  origin: string;
  manifest: TemplateManifest;
  /** Sorted by path. */
  files: readonly TemplateFile[];
  /** What its sample code declares; worker templates have it, others do not. */
  declarations: Declarations | undefined;
  /** Laid over this one: of two files with the same output path, its own counts. */
  overlay?: TemplatePackage | undefined;
}

export interface RenderedFile {
  /** Relative to the target, with `/`. */
  path: string;
  bytes: Uint8Array;
  id: string;
  ownership: Ownership;
  mode: FileMode;
  /** Name of the template it comes from. */
  template: string;
}
