import { cp, rm } from 'node:fs/promises';
import { expect } from 'vitest';
import { applyUpgrade, planUpgrade, type WorkerInput, type WorkerPlan } from '../../src/regenerate/regenerate.ts';
import { hundredFiles } from './hundred-files.ts';
import { modesAndTree, type Tree } from './modes-and-tree.ts';
import { stoppedAt } from './stopped-files.ts';

export const unflushed = stoppedAt(Number.POSITIVE_INFINITY).files;

export interface Scene {
  input: WorkerInput;
  plan: WorkerPlan;
  templates: string;
  before: Tree;
  after: Tree;
  /** Calls of a whole apply, by name. */
  calls: readonly string[];
  /** Puts the worker back as it was before. */
  reset: () => Promise<void>;
}

export async function scene(): Promise<Scene> {
  const { root, templates, input } = await hundredFiles();
  const plan = await planUpgrade(input, {});
  const kept = `${root}-kept`;
  await cp(root, kept, { recursive: true, preserveTimestamps: true });
  const before = modesAndTree(root);
  const whole = stoppedAt(Number.POSITIVE_INFINITY);
  await applyUpgrade(plan, { ...input, files: whole.files });
  const after = modesAndTree(root);
  const reset = async () => {
    await rm(root, { recursive: true, force: true });
    await cp(kept, root, { recursive: true });
  };
  await reset();
  return { input, plan, templates, before, after, calls: whole.names, reset };
}

/** The worker is exactly one or the other; `true`: it is as after. */
export function whichOf(tree: Tree, { before, after }: Scene, title: string): boolean {
  const isDone = tree['sdk/kept/0/0.ts'] === after['sdk/kept/0/0.ts'];
  expect({ title, tree }).toEqual({ title, tree: isDone ? after : before });
  return isDone;
}

export async function applyStopped(at: number, { input, plan }: Scene): Promise<void> {
  await applyUpgrade(plan, { ...input, files: stoppedAt(at).files }).catch(() => undefined);
}
