import type { Bytes } from '../adapters/bytes.ts';
import type { Files } from '../adapters/files.ts';
import type { Declarations } from '../domain/declarations.ts';
import { ToolError, type Problem } from '../errors/tool-error.ts';
import { renderText } from './engine.ts';
import { ownPackages } from './own-packages.ts';
import { readRelease, readVersion, readVersions } from './releases.ts';
import { readTemplateIn } from './template-folder.ts';
import type { RenderedFile, TemplateFile, TemplatePackage } from './template-package.ts';
import { pathClashes, templatePathProblem } from './template-path.ts';
import { compareVersions } from './version.ts';

export type { FileMode, RenderedFile, TemplateFile, TemplatePackage } from './template-package.ts';

export interface TemplateSource {
  files: Files;
  bytes: Bytes;
  /** Folders to look in, first match wins: each holds `<name>/`, `<name>.json.gz`, or is the package itself. */
  folders: readonly string[];
}

/** Finds, reads and checks the template package of that name. */
export async function findTemplate(name: string, { files, bytes, folders }: TemplateSource): Promise<TemplatePackage> {
  for (const folder of folders) {
    const found = await templateIn(folder, name, { files, bytes });
    if (found !== undefined) return found;
  }
  throw new ToolError('TEMPLATE_NOT_FOUND', `there is no template ${name}`, {
    problems: folders.map((folder) => ({ file: folder, message: `holds neither ${name}/template.yaml nor ${name}.json.gz` })),
    hint: 'Name the folder that holds it with --templates. Nothing was written.',
  });
}

/** The template of that name in this one folder; `undefined` when it has none. */
export async function templateIn(
  folder: string,
  name: string,
  { files, bytes }: Pick<TemplateSource, 'files' | 'bytes'>,
): Promise<TemplatePackage | undefined> {
  return await readTemplateIn(folder, name, { files, bytes });
}

/** Versions of a template that can be rendered, its releases and the live one, oldest first. */
export async function templateVersions(name: string, source: TemplateSource): Promise<string[]> {
  return await readVersions(name, source);
}

/** One version of a template, live or released; `undefined` when there is none. The first folder that has it counts. */
export async function templateAt(name: string, version: string, source: TemplateSource): Promise<TemplatePackage | undefined> {
  return await readVersion(name, version, source);
}

/** Whether the bytes of this version can be had again: it is among the releases as it is here. */
export async function isReleased({ name, version, digest }: TemplatePackage, source: TemplateSource): Promise<boolean> {
  return (await readRelease(name, version, source))?.digest === digest;
}

/** 1.9.0 is older than 1.10.0. */
export function isOlder(version: string, than: string): boolean {
  return compareVersions(version, than) < 0;
}

/**
 * Pure: a package and its variables give the files, sorted by path. Every problem of every file is reported at once,
 * with file and line.
 */
export function renderTemplate(template: TemplatePackage, variables: object): RenderedFile[] {
  const problems: Problem[] = [];
  const rendered = template.files.flatMap((file) => renderFile(file, { template, variables, problems }) ?? []);
  const clashes = pathClashes(rendered.map(({ path }) => path));
  problems.push(...clashes.map(({ path, message }) => ({ file: `${template.origin}/files/${path}`, message })));
  if (problems.length > 0) throw unrenderable(template, problems);
  return rendered.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * What the template's sample code declares once rendered: its paths and symbols may hold variables as file paths do.
 * A template that declares nothing is an error here.
 */
export function renderDeclarations(template: TemplatePackage, variables: object): Declarations {
  const place = `${template.origin}/declarations.json`;
  const content =
    template.declarations === undefined
      ? undefined
      : renderText(JSON.stringify(template.declarations), variables, readyText(template, declarationsKey));
  if (content?.kind === 'rendered') return JSON.parse(content.text) as Declarations;
  const messages = content?.problems.map(({ message }) => message) ?? ['is missing; a worker template has it'];
  throw unrenderable(
    template,
    messages.map((message) => ({ file: place, message })),
  );
}

/** No file's path: what lies below `files/` is named without its folder. */
const declarationsKey = '../declarations.json';

function readyText({ digest }: TemplatePackage, path: string) {
  return ownPackages[digest]?.texts[path];
}

/** Every text of a package that has something to render, by the key it is looked up with; what the build compiles. */
export function renderedTexts({ files, declarations }: TemplatePackage): Map<string, string> {
  const texts = files
    .filter(({ path }) => path.endsWith('.hbs'))
    .map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)] as const);
  return new Map([...texts, ...(declarations === undefined ? [] : [[declarationsKey, JSON.stringify(declarations)] as const])]);
}

function unrenderable(template: TemplatePackage, problems: readonly Problem[]): ToolError {
  return new ToolError('TEMPLATE_INVALID', `template ${template.name} ${template.version} does not render`, {
    problems,
    hint: 'This is for whoever keeps the template. Nothing was written.',
  });
}

interface Rendering {
  template: TemplatePackage;
  variables: object;
  problems: Problem[];
}

function renderFile(file: TemplateFile, { template, variables, problems }: Rendering): RenderedFile | undefined {
  const place = `${template.origin}/files/${file.path}`;
  const isRendered = file.path.endsWith('.hbs');
  const path = renderText(isRendered ? file.path.slice(0, -'.hbs'.length) : file.path, variables);
  if (path.kind === 'invalid') {
    problems.push(...path.problems.map(({ message }) => ({ file: place, message: `in its path: ${message}` })));
    return undefined;
  }
  const pathProblem = templatePathProblem(path.text);
  if (pathProblem !== undefined) {
    problems.push({ file: place, message: `renders to ${path.text}, which ${pathProblem}` });
    return undefined;
  }
  const { id, ownership, mode } = file;
  const outcome = { path: path.text, id, ownership, mode, template: template.name };
  if (!isRendered) return { ...outcome, bytes: file.bytes };
  const text = utf8(file.bytes);
  if (text === undefined) {
    problems.push({ file: place, message: 'is not UTF-8; only text can be rendered' });
    return undefined;
  }
  const content = renderText(text, variables, readyText(template, file.path));
  if (content.kind === 'rendered') return { ...outcome, bytes: new TextEncoder().encode(content.text) };
  problems.push(...content.problems.map(({ line, message }) => ({ file: place, line, message })));
  return undefined;
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
