import { resolve } from 'node:path';
import type { Who } from '../../domain/who.ts';
import { exitCode } from '../../errors/exit-code.ts';
import { diffPolicies, loadPolicy, type Change } from '../../policy/policy.ts';
import type { Deps } from '../deps.ts';
import { loadPlatform } from '../load-platform.ts';

export interface DiffFlags {
  platform?: string;
  json: boolean;
}

/** `policy diff`: exit 1 when somebody gains or loses something. */
export async function runDiff(deps: Deps, { old, next }: { old: string; next: string }, flags: DiffFlags): Promise<number> {
  const platform = (await loadPlatform(deps, flags.platform)).document.spec;
  const load = async (path: string) => await loadPolicy({ paths: [resolve(deps.cwd, path)], files: deps.files, platform });
  const changes = diffPolicies(await load(old), await load(next), platform);
  if (flags.json) deps.terminal.print(JSON.stringify({ schemaVersion: 1, old, new: next, changes }, undefined, 2));
  else if (changes.length > 0) deps.terminal.print(changes.map(changeText).join('\n'));
  return changes.length === 0 ? exitCode.done : exitCode.findings;
}

const words: Record<Change['change'], string> = {
  gains: '+ {who} may {rights}',
  loses: '- {who} may no longer {rights}',
  'is-denied': '- {who} is denied {rights}',
  'is-denied-no-more': '+ {who} is no longer denied {rights}',
};

function changeText({ who, change, rights, namespace, environment, region, workflowType, during }: Change): string {
  const place = [environment, region].filter((part) => part !== undefined).join('/');
  return [
    words[change].replace('{who}', whoText(who)).replace('{rights}', rights.join(', ')),
    `in ${namespace}`,
    ...(place === '' ? [] : [`(${place})`]),
    ...(workflowType === undefined ? [] : [`for ${workflowType}`]),
    ...(during === undefined ? [] : [`from ${during.from} until ${during.until}`]),
  ].join(' ');
}

function whoText(who: Who | undefined): string {
  if (who === undefined) return 'everybody';
  if ('group' in who) return `group ${who.group}`;
  if ('callers' in who) return who.callers === 'people' ? 'every person' : 'every service';
  return who.source === undefined ? who.subject : `${who.subject} (${who.source})`;
}
