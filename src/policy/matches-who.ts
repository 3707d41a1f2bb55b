import { matches, patternOf } from '../domain/patterns.ts';
import type { Who } from '../domain/who.ts';
import type { Caller } from './rights.ts';

/** Whether a caller is one of these; everybody is when none is said. In subjects `*` stays within one part between slashes. */
export function matchesWho(to: readonly Who[] | undefined, caller: Caller): boolean {
  return to === undefined || to.some((one) => isOne(one, caller));
}

function isOne(one: Who, { source, subject, groups, kind }: Caller): boolean {
  if ('group' in one) return groups.has(one.group);
  if ('callers' in one) return (one.callers === 'people') === (kind === 'person');
  return (one.source === undefined || one.source === source) && matches(patternOf(one.subject, 'path'), subject);
}
