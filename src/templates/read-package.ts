import type { Bytes } from '../adapters/bytes.ts';
import { declarations, type Declarations } from '../domain/declarations.ts';
import { checkYaml, parseStrictYaml, yamlPlace } from '../domain/read-yaml.ts';
import { ToolError, type Problem } from '../errors/tool-error.ts';
import { fileId, matchesPattern, templateManifest, type TemplateManifest } from './manifest.ts';
import { ownPackages } from './own-packages.ts';
import type { TemplateFile, TemplatePackage } from './template-package.ts';
import { templatePathProblem } from './template-path.ts';

/** The files of a package as they lie in its folder, by path. */
export type PackageContents = ReadonlyMap<string, Uint8Array>;

const manifestName = 'template.yaml';
const declarationsName = 'declarations.json';
const filesFolder = 'files/';

/** Reads and checks a package; every problem at once. `origin` is where it came from, for messages. */
export function readPackage(contents: PackageContents, origin: string, bytes: Pick<Bytes, 'sha256'>): TemplatePackage {
  const digest = digestOf(contents, bytes);
  const own = ownPackages[digest];
  const { manifest, placeOf } = own === undefined ? readManifest(contents, origin) : { manifest: own.manifest, placeOf: () => nowhere };
  const problems: Problem[] = [];
  const files = matchFiles(contents, { manifest, placeOf, origin, problems });
  const declarationsBytes = contents.get(declarationsName);
  const declared =
    own === undefined || declarationsBytes === undefined
      ? checkDeclarations(declarationsBytes, `${origin}/${declarationsName}`, problems)
      : (JSON.parse(textOf(declarationsBytes)) as Declarations);
  if (problems.length > 0) throw invalid(origin, problems);
  const { name, version } = manifest;
  return { name, version, digest, origin, manifest, files, declarations: declared };
}

/** A package whose digest is known has no problems to place. */
const nowhere: Problem = { message: '' };

interface ReadManifest {
  manifest: TemplateManifest;
  placeOf: (path: readonly PropertyKey[]) => Problem;
}

function readManifest(contents: PackageContents, origin: string): ReadManifest {
  const bytes = contents.get(manifestName);
  if (bytes === undefined) throw invalid(origin, [{ file: origin, message: `has no ${manifestName}` }]);
  const file = `${origin}/${manifestName}`;
  const yaml = parseStrictYaml(textOf(bytes), file);
  if (yaml.problems.length > 0) throw invalid(origin, yaml.problems);
  const manifest = checkYaml(templateManifest, yaml, file);
  if (manifest.kind === 'invalid') throw invalid(origin, manifest.problems);
  return { manifest: manifest.value, placeOf: (path) => yamlPlace(yaml, path, file) };
}

interface Matching extends ReadManifest {
  origin: string;
  problems: Problem[];
}

function matchFiles(contents: PackageContents, { manifest, placeOf, origin, problems }: Matching): TemplateFile[] {
  const used = new Set<number>();
  const files: TemplateFile[] = [];
  for (const [place, bytes] of contents) {
    if (place === manifestName || place === declarationsName) continue;
    const file = `${origin}/${place}`;
    const path = place.slice(filesFolder.length);
    const problem = place.startsWith(filesFolder) ? templatePathProblem(path) : `is not part of a package; files lie in ${filesFolder}`;
    const outputPattern = path.replace(/\.hbs$/, '');
    const index = manifest.files.findIndex((rule) => matchesPattern(rule.path, outputPattern));
    const rule = manifest.files[index];
    if (problem !== undefined) problems.push({ file, message: problem });
    else if (rule === undefined) problems.push({ file, message: `no rule of ${manifestName} matches it` });
    else {
      used.add(index);
      files.push({ path, bytes, id: fileId(rule, outputPattern), ownership: rule.ownership, mode: rule.mode ?? '644' });
    }
  }
  if (manifest.files.length === 0 && manifest.overlays === undefined) {
    problems.push({ ...placeOf(['files']), message: 'a template that is no overlay has at least one file' });
  }
  manifest.files.forEach((rule, index) => {
    const report = (message: string) => void problems.push({ ...placeOf(['files', index, 'path']), field: `files.${index}`, message });
    if (!used.has(index)) report(`${rule.path} matches no file that an earlier rule leaves over`);
    const isTwice = manifest.files.findIndex(({ id }) => id === rule.id) < index;
    if (isTwice) report(`the id ${rule.id} stands twice`);
  });
  return files.toSorted(byPath);
}

function checkDeclarations(bytes: Uint8Array | undefined, file: string, problems: Problem[]): Declarations | undefined {
  if (bytes === undefined) return undefined;
  try {
    const result = declarations.safeParse(JSON.parse(textOf(bytes)));
    if (result.success) return result.data;
    problems.push(...result.error.issues.map(({ path, message }) => ({ file, field: path.join('.'), message })));
  } catch (error) {
    problems.push({ file, message: error instanceof Error ? error.message : String(error) });
  }
  return undefined;
}

function digestOf(contents: PackageContents, bytes: Pick<Bytes, 'sha256'>): string {
  const lines = [...contents].map(([path, content]) => `${path}\0${bytes.sha256(content)}\n`).toSorted();
  return bytes.sha256(new TextEncoder().encode(lines.join('')));
}

function invalid(origin: string, problems: readonly Problem[]): ToolError {
  return new ToolError('TEMPLATE_INVALID', `${origin} is not a template package`, { problems, hint: 'Nothing was written.' });
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}
