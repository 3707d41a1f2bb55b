import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { contentsOf } from '../../src/templates/find-overlay.ts';
import { packPackage } from '../../src/templates/pack.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface OverlayInput {
  name?: string;
  version?: string;
  /** Below `files/`. */
  files?: Readonly<Record<string, string>>;
  /** YAML below `files:`. */
  rules?: string;
  /** Further lines of the manifest. */
  more?: string;
}

/** The files of an overlay of `worker-typescript`, by path in its folder. */
export function overlayTree({ name = 'acme', version = '1.0.0', files = {}, rules = '', more = '' }: OverlayInput): Record<string, string> {
  const manifest = `name: ${name}
version: ${version}
engine: 1
description: What Acme adds to a worker.
overlays: worker-typescript
files:${rules === '' ? ' []' : `\n${rules}`}
changes: [Acme ${version}.]
migrations: []
${more.includes('questions:') ? '' : 'questions: []\n'}${more}`;
  return { 'template.yaml': manifest, ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`files/${path}`, text])) };
}

/** An overlay's folder, `package` in a folder of its own so that `released` can stand beside it. */
export async function overlayFolder(input: OverlayInput): Promise<string> {
  const tree = Object.entries(overlayTree(input)).map(([path, text]) => [`package/${path}`, text]);
  return `${await temporaryFolder(Object.fromEntries(tree) as Record<string, string>)}/package`;
}

/** Keeps the version an overlay has, below its own `released/`. */
export async function release(folder: string, name: string, version: string): Promise<void> {
  const contents = await contentsOf(folder, { files: nodeFiles, bytes: nodeBytes });
  await nodeFiles.makeDirectory(`${folder}/released/${name}`);
  await nodeFiles.write(`${folder}/released/${name}/${version}.json.gz`, packPackage(contents, nodeBytes));
}

/** The overlay as it is after a change: its folder stays, its files and manifest are new. */
export async function rewrite(folder: string, input: OverlayInput): Promise<void> {
  await nodeFiles.remove(`${folder}/files`);
  for (const [path, text] of Object.entries(overlayTree(input))) {
    await nodeFiles.makeDirectory(`${folder}/${path}`.replace(/\/[^/]+$/, ''));
    await nodeFiles.write(`${folder}/${path}`, text);
  }
}
