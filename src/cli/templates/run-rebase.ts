import { resolve } from 'node:path';
import { exitCode } from '../../errors/exit-code.ts';
import { mergeTexts } from '../../regenerate/regenerate.ts';
import { applyRebase, rebaseTemplate, type RebasePlan } from '../../templates/templates.ts';
import type { Deps } from '../deps.ts';
import { templateSource } from '../template-source.ts';
import type { TemplatesFlags } from './flags.ts';

/** `templates rebase`: exit 3 when a file is left with conflict markers, or would be. */
export async function runRebase(deps: Deps, folder: string, flags: TemplatesFlags & { dryRun: boolean }): Promise<number> {
  const { files, bytes, signal, terminal, cwd } = deps;
  const { folders } = await templateSource(deps, flags.templates);
  const place = resolve(cwd, folder);
  const plan = await rebaseTemplate(place, { files, bytes, folders, merge: mergeTexts });
  const isWritten = !flags.dryRun && plan.changes.length > 0;
  if (isWritten) await applyRebase(place, plan, { files, bytes, signal });
  if (flags.json) terminal.print(JSON.stringify({ schemaVersion: 1, written: isWritten, files: plan.files }, undefined, 2));
  else if (flags.dryRun) terminal.print(planText(plan, isWritten));
  else terminal.talk(planText(plan, isWritten));
  return plan.files.some(({ outcome }) => outcome === 'conflict') ? exitCode.person : exitCode.done;
}

function planText({ files }: RebasePlan, isWritten: boolean): string {
  if (files.length === 0) return 'every override comes from the base as it is. Nothing was written.';
  const lines = files.map(({ outcome, path, from, to }) => `  ${outcome.padEnd(8)}  ${path}  ${from} -> ${to}`);
  const hasConflict = files.some(({ outcome }) => outcome === 'conflict');
  const advice = hasConflict
    ? ['Edit what has conflict markers until it says what you want; `templates check` finds the ones that are left.']
    : [];
  return [...lines, ...(isWritten ? advice : ['Nothing was written.'])].join('\n');
}
