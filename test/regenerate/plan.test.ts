import { expect, test } from 'vitest';
import type { RecordedFile } from '../../src/domain/record.ts';
import { changesOf } from '../../src/regenerate/changes.ts';
import { planRegenerate } from '../../src/regenerate/plan.ts';
import type { RenderedFile } from '../../src/templates/templates.ts';
import { afterOf, encode, gitBlobId, planOf, textOfPlan, type Case } from '../support/plan-of.ts';

const lines = (...middle: string[]) => ['one', 'two', 'three', ...middle, 'four', 'five', 'six', ''].join('\n');

test.each<Case>([
  { title: 'an untouched file is replaced', base: 'a', ours: 'a', theirs: 'b', expected: ['replace a.txt'] },
  { title: 'a file the template left alone is left alone', base: 'a', ours: 'mine', theirs: 'a', expected: [] },
  { title: 'a file that is already what it is to be is left alone', base: 'a', ours: 'b', theirs: 'b', expected: [] },
  {
    title: 'edits apart from each other are merged',
    base: lines('x'),
    ours: `mine\n${lines('x')}`,
    theirs: `${lines('x')}theirs\n`,
    expected: ['merge a.txt'],
  },
  {
    title: 'edits of the same line wait for a person',
    base: lines('x'),
    ours: lines('mine'),
    theirs: lines('theirs'),
    expected: ['conflict a.txt text'],
  },
  {
    title: 'an edited file is not merged over edits that no commit has',
    base: lines('x'),
    ours: `m\n${lines('x')}`,
    theirs: `${lines('x')}t\n`,
    isCommitted: false,
    expected: ['refused a.txt'],
  },
  {
    title: 'without git it is merged',
    base: lines('x'),
    ours: `m\n${lines('x')}`,
    theirs: `${lines('x')}t\n`,
    isCommitted: false,
    hasRepository: false,
    expected: ['merge a.txt'],
  },
  {
    title: 'a base that is lost is never guessed',
    base: 'a',
    ours: 'mine',
    theirs: 'b',
    baseIsLost: true,
    expected: ['conflict a.txt base-unknown'],
  },
  { title: 'binary files are not merged', base: 'a\0', ours: 'm\0', theirs: 'b\0', expected: ['conflict a.txt binary'] },
  {
    title: 'the platform’s file is replaced over committed edits, and says so',
    ownership: 'platform',
    base: 'a',
    ours: 'mine',
    theirs: 'b',
    expected: ['replace a.txt discards'],
  },
  {
    title: 'but not over edits that no commit has',
    ownership: 'platform',
    base: 'a',
    ours: 'mine',
    theirs: 'b',
    isCommitted: false,
    expected: ['refused a.txt'],
  },
  {
    title: 'nor without git',
    ownership: 'platform',
    base: 'a',
    ours: 'mine',
    theirs: 'b',
    isCommitted: false,
    hasRepository: false,
    expected: ['refused a.txt'],
  },
  {
    title: 'an edited platform file stays while the template leaves it',
    ownership: 'platform',
    base: 'a',
    ours: 'mine',
    theirs: 'a',
    expected: [],
  },
  {
    title: 'unless it is to be healed',
    ownership: 'platform',
    base: 'a',
    ours: 'mine',
    theirs: 'a',
    heals: true,
    expected: ['replace a.txt discards'],
  },
  {
    title: 'healing brings a deleted platform file back',
    ownership: 'platform',
    base: 'a',
    theirs: 'a',
    heals: true,
    expected: ['add a.txt'],
  },
  { title: 'healing leaves shared files alone', base: 'a', ours: 'mine', theirs: 'a', heals: true, expected: [] },
  { title: 'the team’s file is the team’s', ownership: 'team', base: 'a', ours: 'mine', theirs: 'b', expected: [] },
  { title: 'even when the template has it no more', ownership: 'team', base: 'a', ours: 'a', expected: [] },
  {
    title: 'a file that was handed over is left alone',
    ownership: 'platform',
    base: 'a',
    ours: 'mine',
    theirs: 'b',
    owned: true,
    expected: [],
  },
  { title: 'a file the team deleted stays deleted', base: 'a', theirs: 'a', expected: [] },
  {
    title: 'a file the team deleted and the template changed is asked about',
    base: 'a',
    theirs: 'b',
    expected: ['conflict a.txt deleted-here'],
  },
  { title: 'but not once it has been declined', base: 'a', theirs: 'b', declined: true, expected: [] },
  { title: 'a file the template has no more goes', base: 'a', ours: 'a', expected: ['remove a.txt'] },
  { title: 'but not with edits', base: 'a', ours: 'mine', expected: ['conflict a.txt deleted-there'] },
  { title: 'gone on both sides is gone', base: 'a', expected: [] },
  { title: 'a new file appears', theirs: 'b', expected: ['add a.txt'] },
  { title: 'a new file that is there already with the same bytes is taken in', theirs: 'b', ours: 'b', expected: [] },
  { title: 'a new file does not replace one of the team’s', theirs: 'b', ours: 'mine', expected: ['conflict a.txt both-added'] },
  { title: 'a new team file leaves the one that is there', ownership: 'team', theirs: 'b', ours: 'mine', expected: [] },
  { title: 'a renamed file moves', base: 'a', ours: 'a', theirs: 'a', to: 'b.txt', expected: ['move b.txt from a.txt'] },
  {
    title: 'a renamed file takes its edits along',
    base: lines('x'),
    ours: `m\n${lines('x')}`,
    theirs: `${lines('x')}t\n`,
    to: 'b.txt',
    expected: ['move b.txt from a.txt'],
  },
  {
    title: 'but not over edits that no commit has, however it is called',
    base: lines('x'),
    ours: `m\n${lines('x')}`,
    theirs: `${lines('x')}t\n`,
    to: 'b.txt',
    isCommitted: false,
    expected: ['refused a.txt'],
  },
  {
    title: 'a renamed file whose content the template left takes edits along that no commit has',
    base: 'a',
    ours: 'mine',
    theirs: 'a',
    to: 'b.txt',
    isCommitted: false,
    expected: ['move b.txt from a.txt'],
  },
  {
    title: 'a rename that changes capitals alone is one',
    base: 'a',
    ours: 'a',
    theirs: 'a',
    to: 'A.txt',
    others: { 'A.txt': 'a' },
    expected: ['move A.txt from a.txt'],
  },
  {
    title: 'a rename does not land on a file of the team’s',
    base: 'a',
    ours: 'a',
    theirs: 'a',
    to: 'b.txt',
    others: { 'b.txt': 'mine' },
    expected: ['refused b.txt'],
  },
  { title: 'a symbolic link is left alone', base: 'a', ours: { link: true }, theirs: 'a', expected: [] },
  { title: 'a symbolic link is not written through', base: 'a', ours: { link: true }, theirs: 'b', expected: ['refused a.txt'] },
  { title: 'the template makes a file executable', base: 'a', ours: 'a', theirs: 'a', modes: { theirs: '755' }, expected: ['mode a.txt'] },
  { title: 'a mode that the team changed stays', base: 'a', ours: 'a', theirs: 'a', modes: { ours: '755' }, expected: [] },
  { title: 'line ends of a checkout are no edit', base: 'a\nb\n', ours: 'a\r\nb\r\n', theirs: 'a\nb\n', expected: [] },
])('$title', (given) => {
  expect(textOfPlan(given)).toEqual(given.expected);
});

const crlf = (text: string) => text.replaceAll('\n', '\r\n');
const file = (id: string, path: string, text: string): RenderedFile => ({
  id,
  template: 't',
  path,
  ownership: 'shared',
  mode: '644',
  bytes: encode(text),
});
const recorded = (id: string, text: string): RecordedFile => ({
  id,
  template: 't',
  ownership: 'shared',
  mode: '644',
  kind: 'text',
  blob: gitBlobId(encode(text)),
});

test('a checkout with CRLF keeps its line ends when the file is replaced or merged', () => {
  expect(afterOf({ base: 'a\nb\n', ours: 'a\r\nb\r\n', theirs: 'a\nc\n' })).toBe('a\r\nc\r\n');
  expect(afterOf({ base: lines('x'), ours: crlf(`m\n${lines('x')}`), theirs: `${lines('x')}t\n` })).toBe(crlf(`m\n${lines('x')}t\n`));
});

test('a mode and content that only one side each changed both count', () => {
  const [step] = planOf({ title: '', base: 'a', ours: 'a', theirs: 'b', modes: { ours: '755' }, expected: [] }).steps;
  expect(step?.after?.mode).toBe('755');
});

test('two files that swap their names both arrive', () => {
  const texts: Record<string, string> = { 'a.txt': 'A', 'b.txt': 'B' };
  const { steps } = planRegenerate({
    recorded: { 'a.txt': recorded('a', 'A'), 'b.txt': recorded('b', 'B') },
    base: new Map(),
    theirs: [file('a', 'b.txt', 'A'), file('b', 'a.txt', 'B')],
    gitBlobId,
    labelsOf: () => ({ ours: '', base: '', theirs: '' }),
    listsOf: () => ({}),
    isCommitted: () => true,
    hasRepository: true,
    oursAt: (path) => ({ kind: 'file', state: { bytes: encode(texts[path] ?? ''), mode: '644' } }),
    heals: false,
  });
  const changes = changesOf(steps).map(({ path, after }) => [path, new TextDecoder().decode(after?.bytes)]);
  expect(changes).toEqual([
    ['a.txt', 'B'],
    ['b.txt', 'A'],
  ]);
});

test('planning again from what a plan came to gives no steps', () => {
  const merged = afterOf({ base: lines('x'), ours: `m\n${lines('x')}`, theirs: `${lines('x')}t\n` }) ?? '';
  expect(textOfPlan({ title: '', base: `${lines('x')}t\n`, ours: merged, theirs: `${lines('x')}t\n`, expected: [] })).toEqual([]);
});
