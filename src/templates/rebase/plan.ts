import { parseStrictYaml } from '../../domain/read-yaml.ts';
import { isScalar } from 'yaml';
import { ToolError, type Problem } from '../../errors/tool-error.ts';
import type { FileChange } from '../../transaction/transaction.ts';
import { outputPath } from '../check/finding.ts';
import type { Override } from '../manifest.ts';
import type { TemplateFile, TemplatePackage } from '../template-package.ts';

export interface MergeTexts {
  base: string;
  ours: string;
  theirs: string;
  path: string;
  labels: { ours: string; base: string; theirs: string };
}
/** A three-way merge; which one is the caller's to choose. */
export type MergeTextsOf = (texts: MergeTexts) => { kind: 'clean' | 'conflict'; text: string };

export interface RebaseInput {
  overlay: TemplatePackage;
  manifestText: string;
  /** The base as it is. */
  base: TemplatePackage;
  /** The base as it was, by version; `undefined` where that version is not to be had. */
  baseAt: ReadonlyMap<string, TemplatePackage | undefined>;
  gitBlobId: (bytes: Uint8Array) => string;
  merge: MergeTextsOf;
}

export interface RebasedFile {
  /** Below the package's folder. */
  path: string;
  /** Id in the base. */
  file: string;
  from: string;
  to: string;
  outcome: 'taken' | 'merged' | 'conflict';
}

export interface RebasePlan {
  /** Sorted by path; `template.yaml` is among the changes and not here. */
  files: RebasedFile[];
  changes: FileChange[];
}

/** What stands before an overlay's own lines in a conflict. */
export const rebaseLabel = 'yours (overlay)';

/** What it takes for every override to come from the base as it is. Pure; throws where a person has to see to something first. */
export function planRebase(input: RebaseInput): RebasePlan {
  const { overlay, base, gitBlobId } = input;
  const problems: Problem[] = [];
  const moved = (overlay.manifest.overrides ?? []).flatMap((override, index): Moved[] => {
    const theirs = base.files.find(({ id }) => id === override.file);
    if (theirs !== undefined && gitBlobId(theirs.bytes) === override.base) return [];
    const found =
      theirs === undefined
        ? `${base.name} ${base.version} has no file ${override.file} any more; delete the override`
        : sidesOf(override, theirs, input);
    if (typeof found !== 'string') return [{ ...found, override, index }];
    problems.push({ file: `${overlay.origin}/template.yaml`, field: `overrides.${index}`, message: found });
    return [];
  });
  if (problems.length > 0) {
    throw new ToolError('TEMPLATE_INVALID', 'an override cannot be merged with its base', { problems, hint: 'Nothing was written.' });
  }
  if (moved.length === 0) return { files: [], changes: [] };
  const merged = moved.map((each) => mergedFile(each, input));
  const manifest = manifestChange(moved, input);
  const changes = [...merged.flatMap(({ change }) => change ?? []), manifest].toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return { files: merged.map(({ file }) => file), changes };
}

interface Sides {
  ours: TemplateFile;
  theirs: TemplateFile;
  base: Uint8Array;
}

interface Moved extends Sides {
  override: Override;
  index: number;
}

/** The three sides of an override, or why there are not three. */
function sidesOf(override: Override, theirs: TemplateFile, { overlay, base, baseAt, gitBlobId }: RebaseInput): Sides | string {
  const { file: id, version, base: blob } = override;
  const old = baseAt.get(version)?.files.find((file) => file.id === id);
  if (old === undefined || gitBlobId(old.bytes) !== blob)
    return `the bytes it came from are not in ${base.name} ${version}, as far as that is here`;
  const ours = overlay.files.find(({ path }) => outputPath(path) === outputPath(theirs.path));
  if (ours === undefined) {
    const was = outputPath(old.path);
    return `${base.name} ${base.version} has ${id} at ${outputPath(theirs.path)}; move your ${was} there, and its rule with it`;
  }
  const isBinary = [old, ours, theirs].some(({ bytes }) => bytes.includes(0));
  return isBinary
    ? `${outputPath(ours.path)} is no text that could be merged; choose its bytes and write the new base down`
    : { ours, theirs, base: old.bytes };
}

function mergedFile({ ours, theirs, base, override }: Moved, input: RebaseInput): { file: RebasedFile; change: FileChange | undefined } {
  const { name, version } = input.base;
  const path = `files/${ours.path}`;
  const texts = { base: textOf(base), ours: textOf(ours.bytes), theirs: textOf(theirs.bytes) };
  const labels = { ours: rebaseLabel, base: `${name} ${override.version}`, theirs: `${name} ${version}` };
  const { kind, text } = input.merge({ ...texts, path: ours.path, labels });
  const clean = text === texts.theirs ? 'taken' : 'merged';
  const file: RebasedFile = {
    path,
    file: override.file,
    from: override.version,
    to: version,
    outcome: kind === 'clean' ? clean : 'conflict',
  };
  return { file, change: text === texts.ours ? undefined : changeOf(path, ours.bytes, text) };
}

/** Only what the overrides came from is written anew; every other byte stays. */
function manifestChange(moved: readonly Moved[], { overlay, manifestText, base, gitBlobId }: RebaseInput): FileChange {
  const { document } = parseStrictYaml(manifestText, overlay.origin);
  const edits = moved.flatMap(({ index, theirs }) => [
    { at: rangeOf(document, ['overrides', index, 'base']), text: gitBlobId(theirs.bytes) },
    { at: rangeOf(document, ['overrides', index, 'version']), text: base.version },
  ]);
  const text = edits
    .toSorted((a, b) => b.at[0] - a.at[0])
    .reduce((done, { at: [start, end], text: value }) => done.slice(0, start) + value + done.slice(end), manifestText);
  return changeOf('template.yaml', new TextEncoder().encode(manifestText), text);
}

function rangeOf(document: ReturnType<typeof parseStrictYaml>['document'], path: readonly (string | number)[]): [number, number] {
  const node = document.getIn(path, true);
  const range = isScalar(node) ? node.range : undefined;
  if (range === undefined || range === null) throw new Error(`template.yaml was read and has no ${path.join('.')}`);
  return [range[0], range[1]];
}

function changeOf(path: string, before: Uint8Array, after: string): FileChange {
  return { path, before: { bytes: before, mode: '644' }, after: { bytes: new TextEncoder().encode(after), mode: '644' } };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
