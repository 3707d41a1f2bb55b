import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import type { Language } from '../../src/domain/managed-worker.ts';
import { packPackage } from '../../src/templates/pack.ts';
import { folderContents } from '../../src/templates/template-folder.ts';
import { runCli } from './cli.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface MadeWorkerOptions {
  git?: boolean;
  name?: string;
  below?: string;
  language?: Language;
}

const liveTemplate = (language: Language) => fileURLToPath(new URL(`../../templates/worker-${language}`, import.meta.url));

const manifest = readFileSync(join(liveTemplate('typescript'), 'template.yaml'), 'utf8');

/** The version that `new` makes workers of. */
export const newest = /^version: (.*)$/m.exec(manifest)?.[1] ?? '';

/** Where the live template has the file that tests move about. */
export const runbook = /id: runbook, path: ([^,]*),/.exec(manifest)?.[1] ?? '';

/** A worker of the released template, in a folder that goes away with the test; `git`: with everything in one commit. */
export async function madeWorker({ git = true, name = 'image-render', below, language = 'typescript' }: MadeWorkerOptions = {}) {
  const folder = below ?? (await temporaryFolder());
  const root = join(folder, name);
  const flags = ['--name', name, '--owner', 'team-images', '--language', language, '--yes', '--no-install', '--no-git'];
  const made = await runCli(['new', root, ...flags]);
  if (made.code !== 0) throw new Error(made.stderr);
  if (git) commitAll(root);
  return root;
}

/** Everything in one commit, whatever git is to ignore. */
export function commitAll(root: string): void {
  commit(root, ['--force']);
}

/** What is not ignored in one commit. */
export function commitChanges(root: string): void {
  commit(root, []);
}

function commit(root: string, flags: readonly string[]): void {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], { cwd: root, stdio: 'pipe' });
  git('init', '--quiet');
  git('add', '--all', ...flags);
  git('commit', '--quiet', '--allow-empty', '--message', 'x');
}

export type TemplateEdit = (contents: Map<string, string>) => void;

/** A folder for `--templates` with a later version of the worker's template, packed. */
export async function laterTemplate(version: string, edit: TemplateEdit, changes = 'Better.'): Promise<string> {
  return await laterTemplateOf('typescript', { version, edit, changes });
}

export async function laterTemplateOf(
  language: Language,
  { version, edit, changes, folder: wanted }: { version: string; edit: TemplateEdit; changes: string; folder?: string },
): Promise<string> {
  const folder = wanted ?? (await temporaryFolder());
  const contents = await folderContents(liveTemplate(language), nodeFiles);
  const texts = new Map([...contents].map(([path, bytes]) => [path, Buffer.from(bytes).toString('latin1')]));
  texts.set(
    'template.yaml',
    (texts.get('template.yaml') ?? '')
      .replace(/^version: .*/m, `version: ${version}`)
      .replace(/^changes:.*(\n +-.*)*/m, `changes: [${changes}]`),
  );
  edit(texts);
  const bytes = new Map([...texts].map(([path, text]) => [path, new Uint8Array(Buffer.from(text, 'latin1'))]));
  await nodeFiles.makeDirectory(folder);
  await nodeFiles.write(join(folder, `worker-${language}.json.gz`), packPackage(bytes, nodeBytes));
  return folder;
}

/** Edits one file of a template; a file that is not there is our own mistake. */
export function replaceIn(contents: Map<string, string>, path: string, [from, to]: readonly [string | RegExp, string]): void {
  const text = contents.get(`files/${path}`);
  if (text === undefined || text.replace(from, '') === text) throw new Error(`${path} does not hold ${String(from)}`);
  contents.set(`files/${path}`, text.replace(from, to));
}

export function readText(root: string, path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export function editText(root: string, path: string, edit: (text: string) => string): void {
  writeFileSync(join(root, path), edit(readText(root, path)));
}
