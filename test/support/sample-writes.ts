import type { PlannedWrite } from '../../src/scaffold/plan.ts';

function write(path: string, text: string, mode: PlannedWrite['mode'] = '644'): PlannedWrite {
  return { path, bytes: new TextEncoder().encode(text), mode, ownership: 'team' };
}

/** A small worker: a file at the top, one two folders down, one that runs, the record. */
export const sampleWrites: readonly PlannedWrite[] = [
  write('.managed-worker/record.json', '{}\n'),
  write('README.md', 'A worker.\n'),
  write('bin/run', '#!/bin/sh\n', '755'),
  write('src/workflows/greet.ts', 'export const greet = 1;\n'),
];

export const sampleTree = Object.fromEntries(sampleWrites.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)]));
