import type { Declarations } from '../domain/declarations.ts';
import { ToolError, type Problem } from '../errors/tool-error.ts';
import { renderText } from './engine.ts';
import { layersOf } from './overlay.ts';
import { ownPackages } from './own-packages.ts';
import type { RenderedFile, TemplateFile, TemplatePackage } from './template-package.ts';
import { pathClashes, templatePathProblem } from './template-path.ts';

/** Every layer's files, later ones in place of earlier ones at the same path; the door says the rest. */
export function renderPackage(template: TemplatePackage, variables: object): RenderedFile[] {
  const problems: Problem[] = [];
  const filesOf = (layer: TemplatePackage) =>
    layer.files.flatMap((file) => renderFile(file, { template: layer, variables, problems }) ?? []);
  const over = template.overlay === undefined ? [] : filesOf(template.overlay);
  const taken = new Set(over.map(({ path }) => path));
  const rendered = [...filesOf(template).filter(({ path }) => !taken.has(path)), ...over];
  const clashes = pathClashes(rendered.map(({ path }) => path));
  const origin = (template.overlay ?? template).origin;
  problems.push(...clashes.map(({ path, message }) => ({ file: `${origin}/files/${path}`, message })));
  if (problems.length > 0) throw unrenderable(template, problems);
  return rendered.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** What the sample code of the last layer that has any declares. */
export function renderSample(whole: TemplatePackage, variables: object): Declarations {
  const template = layersOf(whole).findLast(({ declarations }) => declarations !== undefined) ?? whole;
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
