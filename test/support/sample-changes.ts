import type { FileChange, FileState } from '../../src/transaction/transaction.ts';

function state(text: string, mode: FileState['mode'] = '644'): FileState {
  return { bytes: new TextEncoder().encode(text), mode };
}

/** One of every kind: added, replaced, removed, renamed, made executable, a file that becomes a folder and the reverse. */
export const sampleChanges: readonly FileChange[] = [
  { path: '.managed-worker/record.json', before: state('{"version":1}\n'), after: state('{"version":2}\n') },
  { path: 'Dockerfile', before: state('FROM old\n'), after: state('FROM new\n') },
  { path: 'added/deep/new.txt', before: undefined, after: state('new\n') },
  { path: 'bin/run', before: state('#!/bin/sh\n'), after: state('#!/bin/sh\n', '755') },
  { path: 'folder', before: undefined, after: state('a file now\n') },
  { path: 'folder/inner.txt', before: state('inner\n'), after: undefined },
  { path: 'gone/only.txt', before: state('gone\n'), after: undefined },
  { path: 'old-name.txt', before: state('named\n'), after: undefined },
  { path: 'new-name.txt', before: undefined, after: state('named\n') },
  { path: 'single', before: state('a file\n'), after: undefined },
  { path: 'single/inner.txt', before: undefined, after: state('a folder now\n') },
];

export const treeBefore = treeOfStates('before');
export const treeAfter = treeOfStates('after');

function treeOfStates(side: 'before' | 'after'): Record<string, string> {
  const entries = sampleChanges.flatMap((change) => {
    const found = change[side];
    return found === undefined ? [] : [[change.path, new TextDecoder().decode(found.bytes)] as const];
  });
  return { 'notes.txt': 'mine', ...Object.fromEntries(entries) };
}
