import type { Ownership } from '../../domain/record.ts';
import type { PlannedWrite } from '../../scaffold/scaffold.ts';

/** What each kind of file is to the person who will live with it. */
const meaning: Readonly<Record<Ownership, string>> = {
  team: 'yours: schemas, workflows, activities, tests',
  shared: 'shared: upgrades are merged with your edits',
  platform: "the platform's: replaced by upgrades",
  derived: 'derived: made again, never edited',
};
const order: readonly Ownership[] = ['team', 'shared', 'platform', 'derived'];

const nameWidth = 38;
const workerFile = 'worker.yaml';

/** The target in a few lines: top-level entries, grouped by whose they are. */
export function previewLines(title: string, writes: readonly PlannedWrite[]): string[] {
  const entries = entryOwners(writes);
  const lines = order.flatMap((ownership) => {
    const names = [...entries].flatMap(([name, owner]) => (owner === ownership && name !== workerFile ? [name] : []));
    const own = ownership === 'team' && entries.has(workerFile) ? [line(workerFile, 'yours: the answers and what you may tune')] : [];
    return [...(names.length === 0 ? [] : [line(namesThatFit(names), meaning[ownership])]), ...own];
  });
  return [`  ${title}/`, ...lines];
}

/** Every file below the target as a tree, with whose it is: what `--dry-run` prints. */
export function treeLines(title: string, writes: readonly PlannedWrite[]): string[] {
  const lines = [`${title}/`];
  let open: string[] = [];
  for (const { path, ownership } of writes) {
    const folders = path.split('/').slice(0, -1);
    const shared = commonLength(open, folders);
    for (let depth = shared; depth < folders.length; depth += 1) lines.push(`${indent(depth)}${folders[depth] ?? ''}/`);
    open = folders;
    lines.push(`${`${indent(folders.length)}${path.slice(path.lastIndexOf('/') + 1)}`.padEnd(56)}  ${ownership ?? 'record'}`);
  }
  return lines;
}

/** Top-level names: whoever has a file in a folder has the folder, the team before all; folders first, dot files last. */
function entryOwners(writes: readonly PlannedWrite[]): Map<string, Ownership> {
  const owners = new Map<string, Ownership>();
  for (const { path, ownership } of writes) {
    if (ownership === undefined) continue;
    const name = shownName(path);
    const known = owners.get(name);
    if (known === undefined || order.indexOf(ownership) < order.indexOf(known)) owners.set(name, ownership);
  }
  return new Map([...owners].toSorted(([a], [b]) => rank(a) - rank(b)));
}

function shownName(path: string): string {
  const [top = '', ...rest] = path.split('/');
  if (top === '.github') return 'CI';
  if (rest.length === 0 && /lock(\.json)?$/.test(top)) return 'lock files';
  return rest.length > 0 ? `${top}/` : top;
}

function rank(name: string): number {
  if (name.startsWith('.')) return 3;
  return name.endsWith('/') ? 0 : 1;
}

function namesThatFit(names: readonly string[]): string {
  const shown = names.map((name) => name.replace(/\/$/, ''));
  let fit = shown.length;
  while (fit > 1 && listed(shown, fit).length > nameWidth) fit -= 1;
  return listed(shown, fit);
}

function listed(names: readonly string[], count: number): string {
  return [...names.slice(0, count), ...(count < names.length ? ['…'] : [])].join(', ');
}

function line(names: string, text: string): string {
  return `    ${names.padEnd(nameWidth)} ${text}`;
}

function indent(depth: number): string {
  return '  '.repeat(depth + 1);
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}
