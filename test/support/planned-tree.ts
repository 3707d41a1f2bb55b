import { changesOf } from '../../src/regenerate/changes.ts';
import { planRegenerate, type RegeneratePlan } from '../../src/regenerate/plan.ts';
import type { RecordedFile } from '../../src/domain/record.ts';
import type { RenderedFile } from '../../src/templates/templates.ts';
import { encode, gitBlobId } from './plan-of.ts';

/** A worker's folder and record, in memory. */
export interface PlannedTree {
  tree: ReadonlyMap<string, string>;
  recorded: Readonly<Record<string, RecordedFile>>;
  /** What the recorded version rendered, whatever its paths were. */
  rendered: readonly RenderedFile[];
}

/** A worker as a template makes it. */
export function freshTree(rendered: readonly RenderedFile[]): PlannedTree {
  const nothing: PlannedTree = { tree: new Map(), recorded: {}, rendered: [] };
  return appliedPlan(nothing, rendered).after;
}

/** What a plan comes to when it is applied. */
export function appliedPlan(given: PlannedTree, theirs: readonly RenderedFile[]): { plan: RegeneratePlan; after: PlannedTree } {
  const byBlob = new Map(given.rendered.map(({ bytes }) => [gitBlobId(bytes), bytes]));
  const base = Object.entries(given.recorded).flatMap(([path, { blob }]) => {
    const bytes = byBlob.get(blob);
    return bytes === undefined ? [] : [[path, bytes] as const];
  });
  const plan = planRegenerate({
    recorded: given.recorded,
    base: new Map(base),
    theirs,
    gitBlobId,
    labelsOf: () => ({ ours: 'yours', base: 't 1.0.0', theirs: 't 1.1.0' }),
    listsOf: () => ({}),
    isCommitted: () => true,
    hasRepository: true,
    oursAt: (path) => {
      const text = given.tree.get(path);
      return text === undefined ? { kind: 'missing' } : { kind: 'file', state: { bytes: encode(text), mode: '644' } };
    },
    heals: false,
  });
  const tree = new Map(given.tree);
  for (const { path, after } of changesOf(plan.steps)) {
    if (after === undefined) tree.delete(path);
    else tree.set(path, new TextDecoder('utf-8', { ignoreBOM: true }).decode(after.bytes));
  }
  return { plan, after: { tree, recorded: plan.files, rendered: theirs } };
}

export function isClean({ steps, refusals }: RegeneratePlan): boolean {
  return refusals.length === 0 && steps.every(({ conflict }) => conflict === undefined);
}
