import type { Bytes } from '../../adapters/bytes.ts';
import type { Files } from '../../adapters/files.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { applyChanges } from '../../transaction/transaction.ts';
import { contentsOf } from '../find-overlay.ts';
import { readPackage } from '../read-package.ts';
import { readVersion } from '../releases.ts';
import { readTemplateIn } from '../template-folder.ts';
import type { TemplatePackage } from '../template-package.ts';
import { planRebase, type MergeTextsOf, type RebasePlan } from './plan.ts';

export interface RebaseOptions {
  files: Files;
  bytes: Bytes;
  /** Folders that the base and its releases are looked for in. */
  folders: readonly string[];
  merge: MergeTextsOf;
}

/** Reads an overlay's folder and its base, and decides; writes nothing. */
export async function readRebase(folder: string, options: RebaseOptions): Promise<RebasePlan> {
  const contents = await contentsOf(folder, options);
  const overlay = readPackage(contents, folder, options.bytes);
  const base = await baseOf(overlay, options);
  const versions = new Set((overlay.manifest.overrides ?? []).map(({ version }) => version));
  const baseAt = new Map<string, TemplatePackage | undefined>();
  for (const version of versions) baseAt.set(version, await readVersion(base.name, version, options));
  const { merge, bytes } = options;
  const manifestText = new TextDecoder('utf-8', { ignoreBOM: true }).decode(contents.get('template.yaml'));
  return planRebase({ overlay, manifestText, base, baseAt, merge, gitBlobId: (content) => bytes.gitBlobId(content) });
}

async function baseOf({ name, origin, manifest: { overlays } }: TemplatePackage, options: RebaseOptions): Promise<TemplatePackage> {
  if (overlays === undefined) {
    throw new ToolError('TEMPLATE_INVALID', `${name} is no overlay, so that it has no base`, {
      problems: [{ file: `${origin}/template.yaml`, message: 'has no `overlays`' }],
      hint: 'Nothing was written.',
    });
  }
  for (const folder of options.folders) {
    const base = await readTemplateIn(folder, overlays, options);
    if (base !== undefined) return base;
  }
  throw new ToolError('TEMPLATE_NOT_FOUND', `${overlays}, the base of ${name}, is not here`, {
    hint: 'Name the folder that holds it with --templates. Nothing was written.',
  });
}

export interface RebaseWriting extends Pick<RebaseOptions, 'files' | 'bytes'> {
  signal: AbortSignal;
}

/** Writes every file of the plan, or none. */
export async function writeRebase(folder: string, plan: RebasePlan, options: RebaseWriting): Promise<void> {
  await applyChanges(folder, plan.changes, {
    ...options,
    foreign: 'stop',
    advice: 'Mend that and run it again.',
    check: () => Promise.resolve(),
  });
  // A template is no worker: nothing of the tool's own stays in it.
  for (const path of ['.managed-worker/locks', '.managed-worker']) await options.files.removeIfEmpty(`${folder}/${path}`);
}
