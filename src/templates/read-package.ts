import type { Bytes } from '../adapters/bytes.ts';
import { declarations, type Declarations } from '../domain/declarations.ts';
import { checkYaml, parseStrictYaml, yamlPlace, type StrictYaml } from '../domain/read-yaml.ts';
import { ToolError, type Problem } from '../errors/tool-error.ts';
import { fileId, matchesPattern, templateManifest, type TemplateManifest } from './manifest.ts';
import type { TemplateFile, TemplatePackage } from './template-package.ts';
import { templatePathProblem } from './template-path.ts';

/** The files of a package as they lie in its folder, by path. */
export type PackageContents = ReadonlyMap<string, Uint8Array>;

const manifestName = 'template.yaml';
const declarationsName = 'declarations.json';
const filesFolder = 'files/';

/** Reads and checks a package; every problem at once. `origin` is where it came from, for messages. */
export function readPackage(contents: PackageContents, origin: string, bytes: Pick<Bytes, 'sha256'>): TemplatePackage {
  const manifestBytes = contents.get(manifestName);
  if (manifestBytes === undefined) throw invalid(origin, [{ file: origin, message: `has no ${manifestName}` }]);
  const yaml = parseStrictYaml(textOf(manifestBytes), `${origin}/${manifestName}`);
  if (yaml.problems.length > 0) throw invalid(origin, yaml.problems);
  const manifest = checkYaml(templateManifest, yaml, `${origin}/${manifestName}`);
  if (manifest.kind === 'invalid') throw invalid(origin, manifest.problems);
  const problems: Problem[] = [];
  const files = matchFiles(contents, { manifest: manifest.value, yaml, origin, problems });
  const declared = readDeclarations(contents.get(declarationsName), `${origin}/${declarationsName}`, problems);
  if (problems.length > 0) throw invalid(origin, problems);
  const { name, version } = manifest.value;
  return { name, version, digest: digestOf(contents, bytes), origin, manifest: manifest.value, files, declarations: declared };
}

interface Matching {
  manifest: TemplateManifest;
  yaml: StrictYaml;
  origin: string;
  problems: Problem[];
}

function matchFiles(contents: PackageContents, { manifest, yaml, origin, problems }: Matching): TemplateFile[] {
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
  const manifestFile = `${origin}/${manifestName}`;
  manifest.files.forEach((rule, index) => {
    const place = { ...yamlPlace(yaml, ['files', index, 'path'], manifestFile), field: `files.${index}` };
    if (!used.has(index)) problems.push({ ...place, message: `${rule.path} matches no file that an earlier rule leaves over` });
    const isTwice = manifest.files.findIndex(({ id }) => id === rule.id) < index;
    if (isTwice) problems.push({ ...place, message: `the id ${rule.id} stands twice` });
  });
  return files.toSorted(byPath);
}

function readDeclarations(bytes: Uint8Array | undefined, file: string, problems: Problem[]): Declarations | undefined {
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
