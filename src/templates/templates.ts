import type { Bytes } from '../adapters/bytes.ts';
import type { Files } from '../adapters/files.ts';
import type { Declarations } from '../domain/declarations.ts';
import type { AskedQuestion } from '../domain/question.ts';
import { ToolError } from '../errors/tool-error.ts';
import { findOverlayOf } from './find-overlay.ts';
import { listRulesOf, type FileListRules } from './list-rules.ts';
import { laidOver, layersOf } from './overlay.ts';
import { askedQuestions } from './questions.ts';
import { readRelease, readVersion, readVersions } from './releases.ts';
import { remembered } from './remembered.ts';
import { renderPackage, renderSample } from './render.ts';
import { readTemplateIn } from './template-folder.ts';
import type { RenderedFile, TemplatePackage } from './template-package.ts';
import { compareVersions } from './version.ts';

import type { CheckOptions } from './check/check-packages.ts';
import type { TemplateCheck } from './check/check.ts';
import type { ListedTemplate } from './list.ts';
import type { RebasePlan } from './rebase/plan.ts';
import type { RebaseOptions, RebaseWriting } from './rebase/rebase.ts';
import type { Release } from './release.ts';

export type { ListRule } from './manifest.ts';
export type { Migration, MigrationStep } from './migration.ts';
export type { TemplateCheck } from './check/check.ts';
export type { Finding } from './check/finding.ts';
export type { Sample } from './check/samples.ts';
export type { ListedTemplate } from './list.ts';
export type { RebasePlan } from './rebase/plan.ts';
export type { FileMode, RenderedFile, TemplateFile, TemplatePackage } from './template-package.ts';

export interface TemplateSource {
  files: Files;
  bytes: Bytes;
  /** Folders to look in, first match wins: each holds `<name>/`, `<name>.json.gz`, or is the package itself. */
  folders: readonly string[];
  /** Those among them whose packages may be laid over others. */
  overlays?: readonly string[] | undefined;
  /** What one run has read already: a fleet asks for the same few packages again and again. */
  known?: Map<string, Promise<unknown>> | undefined;
}

/** Finds, reads and checks the template package of that name, with what is laid over it. */
export async function findTemplate(name: string, source: TemplateSource): Promise<TemplatePackage> {
  return await remembered(source, `live ${name}`, () => findLive(name, source));
}

async function findLive(name: string, source: TemplateSource): Promise<TemplatePackage> {
  for (const folder of source.folders) {
    const found = await templateIn(folder, name, source);
    if (found !== undefined) return await withOverlay(found, source);
  }
  throw new ToolError('TEMPLATE_NOT_FOUND', `there is no template ${name}`, {
    problems: source.folders.map((folder) => ({ file: folder, message: `holds neither ${name}/template.yaml nor ${name}.json.gz` })),
    hint: 'Name the folder that holds it with --templates. Nothing was written.',
  });
}

/** Whether there is a template of that name in the folder, or one that is laid over it. */
export async function holdsTemplate(folder: string, name: string, source: TemplateSource): Promise<boolean> {
  if ((await templateIn(folder, name, source)) !== undefined) return true;
  return (await findOverlayOf(name, [folder], source)) !== undefined;
}

async function withOverlay(base: TemplatePackage, source: TemplateSource): Promise<TemplatePackage> {
  const overlay = await findOverlayOf(base.name, source.overlays ?? [], source);
  return overlay === undefined ? base : laidOver(base, overlay);
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

/**
 * One version of a template, live or released, with what is laid over it; `undefined` when there is none. The first folder that has
 * it counts.
 */
export async function templateAt(name: string, version: string, source: TemplateSource): Promise<TemplatePackage | undefined> {
  return await remembered(source, `at ${name} ${version}`, async () => {
    const base = await readVersion(name, version, source);
    return base === undefined ? undefined : await withOverlay(base, source);
  });
}

/** What the versions behind `from` and up to `to` change, in words for people, oldest first; the way back brings nothing new. */
export async function changesBetween(name: string, { from, to }: { from: string; to: string }, source: TemplateSource): Promise<string[]> {
  if (!isOlder(from, to)) return [];
  const versions = (await remembered(source, `versions ${name}`, () => readVersions(name, source))).filter(
    (version) => isOlder(from, version) && !isOlder(to, version),
  );
  const passed = await Promise.all(
    versions.map((version) => remembered(source, `layer ${name} ${version}`, () => readVersion(name, version, source))),
  );
  return passed.flatMap((template) => template?.manifest.changes ?? []);
}

export interface TemplateReference {
  name: string;
  version: string;
}

/** A template and its overlay as a record has them, as far as those versions are still to be had. */
export async function recordedTemplate(
  name: string,
  references: readonly TemplateReference[],
  source: TemplateSource,
): Promise<TemplatePackage | undefined> {
  const layers = await Promise.all(
    references.map(async ({ name: layer, version }) => {
      return await remembered(source, `layer ${layer} ${version}`, () => readVersion(layer, version, source));
    }),
  );
  const base = layers.find((layer) => layer?.name === name);
  const overlay = layers.find((layer) => layer?.manifest.overlays === name);
  return base === undefined || overlay === undefined ? base : laidOver(base, overlay);
}

/** What a template is made of: itself and what is laid over it. */
export function templateLayers(template: TemplatePackage): TemplatePackage[] {
  return layersOf(template);
}

/** Layers whose bytes cannot be had again: they are not among the releases as they are here. */
export async function unreleasedLayers(template: TemplatePackage, source: TemplateSource): Promise<Set<string>> {
  const names = new Set<string>();
  for (const { name, version, digest } of layersOf(template)) {
    const release = await remembered(source, `release ${name} ${version}`, () => readRelease(name, version, source));
    if (release?.digest !== digest) names.add(name);
  }
  return names;
}

/** What a worker made of this template, and of what is laid over it, is asked beyond what every worker is. */
export function questionsOf(template: TemplatePackage): AskedQuestion[] {
  return askedQuestions(layersOf(template));
}

/** What is said of lists in one of the template's files, by the keys that lead to them. */
export function templateLists(template: TemplatePackage, file: Pick<RenderedFile, 'id' | 'path'>): FileListRules {
  return listRulesOf(template, file);
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
  return renderPackage(template, variables);
}

/**
 * What the template's sample code declares once rendered: its paths and symbols may hold variables as file paths do.
 * A template that declares nothing is an error here.
 */
export function renderDeclarations(template: TemplatePackage, variables: object): Declarations {
  return renderSample(template, variables);
}

/** Every template there is, by name. */
export async function listTemplates(source: TemplateSource): Promise<ListedTemplate[]> {
  const { readTemplates } = await import('./list.ts');
  return await readTemplates(source);
}

/** One template alone; the live one without a version. */
export async function showTemplate(name: string, version: string | undefined, source: TemplateSource): Promise<ListedTemplate> {
  const { readNamed } = await import('./list.ts');
  return await readNamed(name, version, source);
}

/** Everything that is wrong with the package in a folder, or with each of several. */
export async function checkTemplates(folder: string, options: CheckOptions): Promise<TemplateCheck[]> {
  const { checkPackages } = await import('./check/check-packages.ts');
  return await checkPackages(folder, options);
}

/** What it takes for an overlay's files to come from its base as it is; writes nothing. */
export async function rebaseTemplate(folder: string, options: RebaseOptions): Promise<RebasePlan> {
  const { readRebase } = await import('./rebase/rebase.ts');
  return await readRebase(folder, options);
}

/** Does what that plan says, whole or not at all. */
export async function applyRebase(folder: string, plan: RebasePlan, options: RebaseWriting): Promise<void> {
  const { writeRebase } = await import('./rebase/rebase.ts');
  await writeRebase(folder, plan, options);
}

/** Keeps the version a template has, for good. */
export async function releaseTemplate(folder: string, world: Pick<TemplateSource, 'files' | 'bytes'>): Promise<Release> {
  const { keepRelease } = await import('./release.ts');
  return await keepRelease(folder, world);
}
