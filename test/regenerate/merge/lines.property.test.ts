import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { merge } from '../../support/merging.ts';

const markers = /^(?:<{7,} yours \(edited\)|\|{7,} worker-typescript 1\.0\.0|={7,}|>{7,} worker-typescript 1\.1\.0)$/;

/** Few different lines, odd ends: where a merge goes wrong if it does. */
const anyText = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'b', '}', '', '=======', '<<<<<<< yours (edited)'), { maxLength: 12 }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([lines, ending, isEnded]) => lines.join(ending) + (isEnded ? ending : ''));

test('a side that nobody changed gives way, byte for byte', () => {
  fc.assert(
    fc.property(anyText, anyText, (base, other) => {
      expect(merge({ base, ours: other, theirs: base })).toEqual({ kind: 'clean', text: other });
      expect(merge({ base, ours: base, theirs: other })).toEqual({ kind: 'clean', text: other });
      expect(merge({ base, ours: other, theirs: other })).toEqual({ kind: 'clean', text: other });
    }),
  );
});

test('no line of the result is invented', () => {
  fc.assert(
    fc.property(anyText, anyText, anyText, (base, ours, theirs) => {
      const known = new Set([base, ours, theirs].flatMap((text) => text.split(/\r?\n/)));
      const invented = merge({ base, ours, theirs })
        .text.split(/\r?\n/)
        .filter((line) => !known.has(line) && !markers.test(line) && line !== '');
      expect(invented).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

const lfText = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', '}', ''), { maxLength: 14 })
  .map((lines) => lines.map((line) => `${line}\n`).join(''));

test('who is called ours changes neither the verdict nor a clean result', () => {
  fc.assert(
    fc.property(lfText, lfText, lfText, (base, ours, theirs) => {
      const there = merge({ base, ours, theirs });
      const back = merge({ base, ours: theirs, theirs: ours });
      const isClean = there.kind === 'clean';
      expect([back.kind, isClean && back.text]).toEqual([there.kind, isClean && there.text]);
    }),
    { numRuns: 500 },
  );
});

const change = fc.constantFrom('keep', 'replace', 'remove', 'add');
const who = fc.constantFrom('team', 'first', 'second', 'nobody');
/** What happens to every third line, and who does it; the lines between are unique and stay. */
const history = fc.array(fc.record({ who, change }), { minLength: 1, maxLength: 25 });
type History = readonly { who: string; change: string }[];

function version(changes: History, ...present: string[]): string {
  const lines = changes.flatMap((each, index) => [
    ...slot(each, index, present.includes(each.who)),
    `between ${index}`,
    `before ${index + 1}`,
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

function slot({ who: by, change: kind }: History[number], index: number, isPresent: boolean): string[] {
  const line = `line ${index}`;
  if (!isPresent || kind === 'keep') return [line];
  if (kind === 'remove') return [];
  return kind === 'add' ? [line, `${by} adds at ${index}`] : [`${by} at ${index}`];
}

test('changes with unchanged unique lines between them all appear', () => {
  fc.assert(
    fc.property(history, (changes) => {
      const merged = merge({ base: version(changes), ours: version(changes, 'team'), theirs: version(changes, 'first', 'second') });
      expect(merged).toEqual({ kind: 'clean', text: version(changes, 'team', 'first', 'second') });
    }),
  );
});

test('stepping through versions equals skipping them', () => {
  fc.assert(
    fc.property(history, (changes) => {
      const [one, two, three] = [version(changes), version(changes, 'first'), version(changes, 'first', 'second')];
      const ours = version(changes, 'team');
      const step = merge({ base: one, ours, theirs: two });
      expect(merge({ base: two, ours: step.text, theirs: three })).toEqual(merge({ base: one, ours, theirs: three }));
    }),
  );
});

test('what was merged once is not merged again', () => {
  fc.assert(
    fc.property(history, (changes) => {
      const [base, theirs] = [version(changes), version(changes, 'first', 'second')];
      const { text } = merge({ base, ours: version(changes, 'team'), theirs });
      expect(merge({ base: theirs, ours: text, theirs })).toEqual({ kind: 'clean', text });
      expect(merge({ base, ours: text, theirs })).toEqual({ kind: 'clean', text });
    }),
  );
});
