import { expect, test } from 'vitest';
import { findMarkers } from '../../../src/regenerate/merge/markers.ts';
import { merge, upgradeLabels } from '../../support/merging.ts';

function marked(base: string, ours: string, theirs: string) {
  const merged = merge({ base, ours, theirs });
  if (merged.kind === 'clean') throw new Error('this was to be a conflict');
  return merged;
}

test('markers name who wrote what', () => {
  const { text, markerSize } = marked('a\n', 'mine\n', 'new\n');
  expect(text.split('\n')).toEqual([
    '<<<<<<< yours (edited)',
    'mine',
    '||||||| worker-typescript 1.0.0',
    'a',
    '=======',
    'new',
    '>>>>>>> worker-typescript 1.1.0',
    '',
  ]);
  expect(findMarkers(text, upgradeLabels, markerSize)).toEqual([1, 3, 7]);
});

test('markers are found in a CRLF file, and each that is left', () => {
  const { text, markerSize } = marked('a\nb\n', 'mine\r\nb\r\n', 'new\nb\n');
  const leftOver = text.replace('<<<<<<< yours (edited)\r\n', '');
  expect(findMarkers(leftOver, upgradeLabels, markerSize)).toEqual([2, 6]);
});

test.each([
  { title: 'of git', text: '<<<<<<< HEAD\na\n=======\nb\n>>>>>>> main\n' },
  {
    title: 'of another upgrade',
    text: '<<<<<<< yours (edited)\n||||||| other 1.0.0\n=======\n>>>>>>> other 2.0.0\n'.replace('yours', 'Yours'),
  },
  { title: 'that are a heading', text: 'Title\n=======\n' },
])('markers $title are none of ours', ({ text }) => {
  expect(findMarkers(text, upgradeLabels, 7)).toEqual([]);
});

test.each([
  { title: 'a heading as long as a marker', line: '=======', size: 8 },
  { title: 'a heading of another length', line: '==========', size: 7 },
  { title: 'markers of git', line: '<<<<<<< HEAD', size: 8 },
  { title: 'our own markers', line: '>>>>>>> worker-typescript 1.1.0', size: 8 },
  { title: 'our own markers at both lengths', line: '<<<<<<< yours (edited)\n<<<<<<<< yours (edited)', size: 9 },
])('a file with $title gets markers that no line looks like', ({ line, size }) => {
  const { text, markerSize, conflicts } = marked(`${line}\nx\na\n`, `${line}\nx\nmine\n`, `${line}\nx\nnew\n`);
  expect(markerSize).toBe(size);
  expect(findMarkers(text, upgradeLabels, size)).toHaveLength(3);
  expect(text.split('\n')[conflicts[0]!.startLine - 1]).toBe(`${'<'.repeat(size)} yours (edited)`);
});
