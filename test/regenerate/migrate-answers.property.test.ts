import fc from 'fast-check';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { withAnswerEdits } from '../../src/domain/answer-edits.ts';
import { firstAnswers, history, template, travel, type AnswerState } from '../support/answer-history.ts';

const runs = { numRuns: 200 };

test('answers are the same whether versions are stepped through or skipped, there and back', () => {
  fc.assert(
    fc.property(history, firstAnswers, (versions, answers) => {
      const last = versions.questions.length - 1;
      const start: AnswerState = { answers, retired: {} };
      let stepped = start;
      for (let at = 0; at < last; at += 1) stepped = travel(versions, stepped, [at, at + 1]);
      const skipped = travel(versions, start, [0, last]);
      expect(stepped.answers).toEqual(skipped.answers);
      expect(stepped.retired).toEqual(skipped.retired);
      for (let at = last; at > 0; at -= 1) stepped = travel(versions, stepped, [at, at - 1]);
      expect(stepped.answers).toEqual(travel(versions, skipped, [last, 0]).answers);
    }),
    runs,
  );
});

test('going forward and back restores every answer, and forward again what was there', () => {
  fc.assert(
    fc.property(history, firstAnswers, (versions, answers) => {
      const last = versions.questions.length - 1;
      const there = travel(versions, { answers, retired: {} }, [0, last]);
      const back = travel(versions, there, [last, 0]);
      expect(back.answers).toEqual(answers);
      const again = travel(versions, back, [0, last]);
      expect(again.answers).toEqual(there.answers);
      expect(again.retired).toEqual(there.retired);
    }),
    runs,
  );
});

const styles = {
  block: (section: object) => {
    const lines = Object.entries(section).map(([key, value]) => `    # about ${key}\n    ${key}: ${JSON.stringify(value)}  # said\n`);
    return lines.length === 0 ? '' : `extensions:\n  ${template}:\n${lines.join('')}`;
  },
  flow: (section: object) => {
    const pairs = Object.entries(section).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    return pairs.length === 0 ? 'extensions: {}\n' : `extensions: { ${template}: { ${pairs.join(', ')} } } # ours\n`;
  },
};
const above = "# of the team\nname: image-render # it's ours\n\nregions: [ eu,us ]\n";
const below = "\n# the rest\naccess:   [ ]\nowner: 'R&D {{ x }}'\n";

test.each(['block', 'flow'] as const)('worker.yaml in %s style says what was migrated, and nothing else in it changes', (style) => {
  fc.assert(
    fc.property(history, firstAnswers, (versions, answers) => {
      const last = versions.questions.length - 1;
      const text = above + styles[style](answers[template] ?? {}) + below;
      const there = travel(versions, { answers, retired: {} }, [0, last]);
      const after = withAnswerEdits(text, there.edits, 'worker.yaml');
      const { extensions, ...others } = parse(after) as { extensions?: Record<string, unknown> };
      expect(sectionOf(extensions)).toEqual(there.answers[template] ?? {});
      expect(others).toEqual({ name: 'image-render', regions: ['eu', 'us'], access: [], owner: 'R&D {{ x }}' });
      expect(after.startsWith(above)).toBe(true);
      expect(after).toContain(below);
      const changed = new Set(there.edits.flatMap((edit) => [edit.key, edit.kind === 'rename' ? edit.to : edit.key]));
      const kept = style === 'flow' ? [] : text.split('\n').filter((line) => isKept(line, changed));
      expect(after.split('\n')).toEqual(expect.arrayContaining(kept));
    }),
    { numRuns: 40 },
  );
});

function sectionOf(extensions: Record<string, unknown> | undefined): unknown {
  return extensions?.[template] ?? {};
}

/** Comments, and answers that nothing happened to. */
function isKept(line: string, changed: ReadonlySet<string>): boolean {
  const key = /^ {4}(\w+):/.exec(line)?.[1];
  return key === undefined ? line.trimStart().startsWith('#') : !changed.has(key);
}
