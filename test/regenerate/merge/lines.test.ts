import { expect, test } from 'vitest';
import { conflict, merge } from '../../support/merging.ts';

const abc = 'a\nb\nc\nd\ne\n';

test.each([
  { title: 'changes with an unchanged line between them', ours: 'A\nb\nc\nd\ne\n', theirs: 'a\nb\nC\nd\ne\n', text: 'A\nb\nC\nd\ne\n' },
  { title: 'the same change on both sides', ours: 'a\nB\nc\nd\ne\n', theirs: 'a\nB\nc\nd\ne\n', text: 'a\nB\nc\nd\ne\n' },
  {
    title: 'the same addition, and a change further on',
    ours: 'n\na\nb\nc\nd\ne\n',
    theirs: 'n\na\nb\nc\nD\ne\n',
    text: 'n\na\nb\nc\nD\ne\n',
  },
  {
    title: 'a block the template moved, past an edit of the team',
    base: 'x\ny\n1\n2\n3\n4\n5\n',
    ours: 'x\ny\n1\n2\n3\nmine\n5\n',
    theirs: '1\n2\n3\n4\n5\nx\ny\n',
    text: '1\n2\n3\nmine\n5\nx\ny\n',
  },
  {
    title: 'a line added by each, apart',
    ours: 'mine\na\nb\nc\nd\ne\n',
    theirs: 'a\nb\nc\nd\ne\nnew\n',
    text: 'mine\na\nb\nc\nd\ne\nnew\n',
  },
  {
    title: 'a line the team removed, the template changing another',
    ours: 'a\nc\nd\ne\n',
    theirs: 'a\nb\nc\nd\nE\n',
    text: 'a\nc\nd\nE\n',
  },
  { title: 'a file the team emptied, unchanged in the template', ours: '', theirs: abc, text: '' },
])('merges $title', ({ base = abc, ours, theirs, text }) => {
  expect(merge({ base, ours, theirs })).toEqual({ kind: 'clean', text });
});

test.each([
  {
    title: 'neighbouring lines',
    ours: 'a\nB\nc\nd\ne\n',
    theirs: 'a\nb\nC\nd\ne\n',
    text: `a\n${conflict('B\nc\n', 'b\nc\n', 'b\nC\n')}d\ne\n`,
  },
  {
    title: 'one line, changed differently',
    ours: 'a\nb\nmine\nd\ne\n',
    theirs: 'a\nb\nnew\nd\ne\n',
    text: `a\nb\n${conflict('mine\n', 'c\n', 'new\n')}d\ne\n`,
  },
  { title: 'two additions at one place', ours: `${abc}mine\n`, theirs: `${abc}new\n`, text: abc + conflict('mine\n', '', 'new\n') },
  { title: 'a removal and a change', ours: 'a\nb\nd\ne\n', theirs: 'a\nb\nC\nd\ne\n', text: `a\nb\n${conflict('', 'c\n', 'C\n')}d\ne\n` },
  { title: 'a file both added', base: '', ours: 'mine\n', theirs: 'new\n', text: conflict('mine\n', '', 'new\n') },
  {
    title: 'two additions that begin alike',
    ours: `${abc}n\nmine\n`,
    theirs: `${abc}n\nnew\n`,
    text: `${abc}n\n${conflict('mine\n', '', 'new\n')}`,
  },
  { title: 'last lines without a newline', base: 'a', ours: 'b', theirs: 'c', text: conflict('b\n', 'a\n', 'c\n') },
])('asks about $title', ({ base = abc, ours, theirs, text }) => {
  expect(merge({ base, ours, theirs })).toMatchObject({ kind: 'conflict', text });
});

test('names the lines of each conflict, markers included, and why', () => {
  const merged = merge({ base: abc, ours: 'A\nb\nc\nd\nE\n', theirs: '1\nb\nc\nd\n5\n' });
  expect(merged).toMatchObject({
    conflicts: [
      { startLine: 1, endLine: 7, reason: 'both sides changed these lines' },
      { startLine: 11, endLine: 17, reason: 'both sides changed these lines' },
    ],
    markerSize: 7,
  });
});

test.each([
  { title: 'what the team did not touch is replaced', ours: abc, theirs: 'x\n', text: 'x\n' },
  { title: 'what the template did not touch stays', ours: 'mine\n', theirs: abc, text: 'mine\n' },
  { title: 'what both made alike stays', ours: 'x\r\n', theirs: 'x\r\n', text: 'x\r\n' },
])('$title, byte for byte', ({ ours, theirs, text }) => {
  expect(merge({ base: abc, ours, theirs })).toEqual({ kind: 'clean', text });
});

test.each([
  {
    title: 'CRLF of a checkout is no change, and stays',
    ours: 'a\r\nb\r\nc\r\nd\r\ne\r\n',
    theirs: 'a\nb\nC\nd\ne\n',
    text: 'a\r\nb\r\nC\r\nd\r\ne\r\n',
  },
  {
    title: 'an edit in a CRLF file is merged',
    ours: 'mine\r\nb\r\nc\r\nd\r\ne\r\n',
    theirs: 'a\nb\nC\nd\ne\n',
    text: 'mine\r\nb\r\nC\r\nd\r\ne\r\n',
  },
  {
    title: 'mixed line ends stay, line by line',
    ours: 'mine\r\nb\nc\r\nd\r\ne\r\n',
    theirs: 'a\nb\nc\nD\ne\nf\n',
    text: 'mine\r\nb\nc\r\nD\r\ne\r\nf\r\n',
  },
  {
    title: 'a byte order mark of the team stays',
    ours: '\uFEFFmine\nb\nc\nd\ne\n',
    theirs: 'a\nb\nc\nd\nE\n',
    text: '\uFEFFmine\nb\nc\nd\nE\n',
  },
  {
    title: 'a byte order mark that the template drops goes',
    base: '\uFEFFa\nb\nc\n',
    ours: '\uFEFFmine\nb\nc\n',
    theirs: 'a\nb\nC\n',
    text: 'mine\nb\nC\n',
  },
  { title: 'no newline at the end stays', ours: 'a\nb\nc\nd\ne', theirs: 'A\nb\nc\nd\ne\n', text: 'A\nb\nc\nd\ne' },
  {
    title: 'a newline that the template adds at the end comes',
    base: 'a\nb\nc',
    ours: 'mine\nb\nc',
    theirs: 'a\nb\nc\n',
    text: 'mine\nb\nc\n',
  },
  {
    title: 'lines added behind one without a newline stand apart',
    base: 'a\nb\nc',
    ours: 'mine\nb\nc',
    theirs: 'a\nb\nc\nd',
    text: 'mine\nb\nc\nd',
  },
])('$title', ({ base = abc, ours, theirs, text }) => {
  expect(merge({ base, ours, theirs })).toEqual({ kind: 'clean', text });
});

test('markers in a CRLF file end as its lines do', () => {
  const merged = merge({ base: 'a\nb\n', ours: 'mine\r\nb\r\n', theirs: 'new\nb\n' });
  expect(merged.text).toBe(`${conflict('mine\n', 'a\n', 'new\n')}b\n`.replaceAll('\n', '\r\n'));
});

/** CPU time in seconds; wall time says more about what else the machine does. */
function cpuSeconds(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000_000;
}

const words = ['}', '  }', '', 'return;', '{'];
const repetitive = (salt: number) => Array.from({ length: 3000 }, (_, index) => `${words[(index * 7 + ((index * salt) >> 3)) % 5]}\n`);

test.each([
  {
    title: 'with small edits',
    ours: repetitive(3).map((line, index) => (index % 100 === 50 ? 'mine\n' : line)),
    theirs: repetitive(3).filter((_, index) => index % 100 !== 90),
  },
  { title: 'all over different', ours: repetitive(5), theirs: repetitive(11) },
  { title: 'of one line, longer and shorter', ours: Array<string>(4000).fill('}\n'), theirs: Array<string>(2000).fill('}\n') },
])('3,000 repetitive lines $title merge in 0.2 CPU-seconds', ({ ours, theirs }) => {
  const input = { base: repetitive(3).join(''), ours: ours.join(''), theirs: theirs.join('') };
  merge(input);
  expect(cpuSeconds(() => merge(input))).toBeLessThan(0.2);
});
