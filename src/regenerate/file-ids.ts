import { isOlder } from '../templates/templates.ts';
import type { TemplateMove } from './migrate-answers.ts';

/** By template and id of a file as it was (`fileKey`): the ids that it has become, more than one where it was split. */
export type FileIds = ReadonlyMap<string, readonly string[]>;

export function fileKey({ template, id }: { template: string; id: string }): string {
  return `${template}:${id}`;
}

/** What migrations of files come to from one version to another. Pure. */
export function fileIds(moves: readonly TemplateMove[]): FileIds {
  return new Map(moves.flatMap((move) => [...idsOf(move)].map(([id, ids]) => [fileKey({ template: move.template, id }), ids] as const)));
}

function idsOf({ from, to, migrations }: TemplateMove): Map<string, string[]> {
  const isBack = isOlder(to, from);
  const [low, high] = isBack ? [to, from] : [from, to];
  const steps = migrations.flatMap((each) => (isOlder(low, each.version) && !isOlder(high, each.version) ? each.steps : []));
  const ids = new Map<string, string[]>();
  for (const { split, 'rename-file': rename } of isBack ? steps.toReversed() : steps) {
    if (split !== undefined) become(ids, isBack ? joined(split) : { id: split.file, into: split.into });
    if (rename !== undefined) become(ids, isBack ? { id: rename.to, into: [rename.from] } : { id: rename.from, into: [rename.to] });
  }
  return ids;
}

interface Becoming {
  id: string;
  into: readonly string[];
}

/** On the way back the piece that has the file's id is the file; where none has, the first is. */
function joined({ file, into }: { file: string; into: readonly string[] }): Becoming {
  const [first = file] = into;
  return { id: into.includes(file) ? file : first, into: [file] };
}

function become(ids: Map<string, string[]>, { id, into }: Becoming): void {
  const isKnown = [...ids.values()].some((each) => each.includes(id));
  for (const [from, now] of ids) {
    ids.set(
      from,
      now.flatMap((each) => (each === id ? into : [each])),
    );
  }
  if (!isKnown && !ids.has(id)) ids.set(id, [...into]);
}
