import type { Who } from '../domain/who.ts';
import type { Entry } from './entry.ts';

/**
 * Finds entries that may be about all callers that `one` stands for, everybody when it is undefined: comparing every entry with every
 * other would take minutes.
 */
export function entriesAbout(entries: readonly Entry[]): (one: Who | undefined) => Entry[] {
  const byKey = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const key of new Set((entry.to ?? [undefined]).map(keyOf))) {
      const list = byKey.get(key);
      if (list === undefined) byKey.set(key, [entry]);
      else list.push(entry);
    }
  }
  return (one) => [...new Set(keysAbout(one).flatMap((key) => byKey.get(key) ?? []))];
}

const everybody = 'everybody';
const patterns = 'patterns';

function keysAbout(one: Who | undefined): string[] {
  if (one === undefined) return [everybody];
  const own = [everybody, keyOf(one)];
  return 'subject' in one ? [...own, keyOf({ subject: one.subject }), patterns] : own;
}

/** Patterns of subjects may be about any, and are few. */
function keyOf(one: Who | undefined): string {
  if (one === undefined) return everybody;
  return 'subject' in one && one.subject.includes('*') ? patterns : JSON.stringify(one);
}
