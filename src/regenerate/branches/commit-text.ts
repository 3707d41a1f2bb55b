import type { WorkerPlan } from '../worker-plan.ts';

/** Trailers by which a commit of ours is known again. */
const workerTrailer = 'Managed-Worker';
const contentTrailer = 'Managed-Worker-Content';

export interface CommitTextInput {
  plan: Pick<WorkerPlan, 'name' | 'template' | 'overlay' | 'steps' | 'next'>;
  /** Of the worker, from the top of the tree. */
  path: string;
  /** Digest of everything that the commit changes. */
  content: string;
}

/** What a commit says for people, from the template's own `changes`, and for the next run. */
export function commitText({ plan, path, content }: CommitTextInput): string {
  const { template, overlay, steps, next } = plan;
  const pathsOf = (wanted: (step: (typeof steps)[number]) => boolean) => steps.filter(wanted).map((step) => step.path);
  const moves = [template, ...(overlay === undefined ? [] : [overlay])].filter(({ from, to }) => from !== to);
  const sections = [
    `${plan.name}: ${moves.map(moveText).join(', ') || `${template.name} ${template.to} with other answers`}`,
    moves.flatMap(({ changes }) => changes.map((change) => `- ${change}`)).join('\n'),
    listed(
      'Merged with edits of the team:',
      pathsOf(({ kind }) => kind === 'merge'),
    ),
    listed(
      'Edits of the team that go, because the file is the platform’s:',
      pathsOf(({ discards }) => discards === true),
    ),
    listed(
      'Needs a person; resolve them on this branch, then run `regenerate --continue`:',
      steps.flatMap(({ path: file, conflict }) => (conflict === undefined ? [] : [`${file} (${conflict.reason})`])),
    ),
    listed('Not made yet:', (next.unmade ?? []).map(unmadeText)),
    `${workerTrailer}: ${path === '' ? '.' : path}\n${contentTrailer}: ${content}`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function moveText({ name, from, to }: { name: string; from: string | undefined; to: string }): string {
  return from === undefined ? `${name} ${to}` : `${name} ${from} -> ${to}`;
}

function listed(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : [title, ...items.map((item) => `- ${item}`)].join('\n');
}

function unmadeText(what: string): string {
  return what === 'config'
    ? 'config: run `npx gen-temporal-managed-worker config` and commit what it makes'
    : `${what}: install again and commit it`;
}

/** The digest that a commit of ours ends with; `undefined`: it is not ours. */
export function contentOfCommit(text: string): string | undefined {
  const match = new RegExp(`\\n\\n${workerTrailer}: [^\\n]+\\n${contentTrailer}: ([0-9a-f]{64})\\n*$`).exec(text);
  return match?.[1];
}
