import { visibleText } from '../../domain/visible-text.ts';
import type { Who } from '../../domain/who.ts';
import type { Entry, Place } from '../entry.ts';
import type { Finding } from './finding.ts';

/** Characters that nobody sees; space at an end is one. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0]|^\s|\s$/u;
/** Alphabets that have letters of the same look. */
const alphabets = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];

/** Groups and subjects that look like others, and are none: what they name would match nobody, or somebody else. */
export function nameFindings(entries: readonly Entry[]): Finding[] {
  return entries.flatMap(({ to, place }) => (to ?? []).flatMap((one) => suspicious(one, place)));
}

function suspicious(one: Who, place: Place): Finding[] {
  if ('callers' in one) return [];
  const name = 'group' in one ? one.group : one.subject;
  const words = name.match(/\p{L}+/gu) ?? [];
  const isMixed = words.some((word) => alphabets.filter((letters) => letters.test(word)).length > 1);
  if (!isMixed && !invisible.test(name)) return [];
  const why = isMixed ? 'has a word of two alphabets, whose letters look alike' : 'has characters that nobody sees';
  return [{ ...place, severity: 'warning', kind: 'suspicious-name', message: `${visibleText(name)} ${why}` }];
}
