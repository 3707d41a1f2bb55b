import { expect, test } from 'vitest';
import { fleetReporter } from '../../../src/cli/regenerate/fleet-reporter.ts';
import { worstExit } from '../../../src/cli/regenerate/outcome.ts';
import { progressText } from '../../../src/cli/regenerate/progress.ts';
import { commonFolder } from '../../../src/cli/regenerate/worker-inputs.ts';
import { ToolError } from '../../../src/errors/tool-error.ts';
import { recordingTerminal } from '../../support/recording-terminal.ts';

test.each([
  { title: 'siblings', roots: ['/a/b/c', '/a/b/d'], common: '/a/b' },
  { title: 'one inside another', roots: ['/a/b', '/a/b/c'], common: '/a/b' },
  { title: 'names that begin alike', roots: ['/a/web', '/a/website'], common: '/a' },
  { title: 'nothing in common', roots: ['/a', '/b'], common: '/' },
  { title: 'one', roots: ['/a/b'], common: '/a/b' },
])('the folder that workers lie in: $title', ({ roots, common }) => {
  expect(commonFolder(roots)).toBe(common);
});

test('progress says how many, draws it, and cuts a long name from the left', () => {
  expect(progressText(0, 2, 'w0')).toBe(`  ${'░'.repeat(24)}  1/2  w0`);
  expect(progressText(1, 2, 'w1')).toBe(`  ${'█'.repeat(12)}${'░'.repeat(12)}  2/2  w1`);
  const name = `${'teams/'.repeat(9)}w2`;
  expect(progressText(1, 2, name)).toMatch(/ {2}…\S{29}$/);
  expect(progressText(1, 2, name)).toContain(name.slice(-29));
});

test('a run exits with the gravest code that a worker gave', () => {
  const order = [130, 70, 2, 4, 3, 1, 0];
  for (const [index, code] of order.entries()) {
    expect(worstExit(order.slice(index).map((exit) => ({ exit })))).toBe(code);
  }
});

const flags = { dryRun: false, diff: false, json: true };
const broken = {
  root: '/fleet/w0',
  state: 'failed',
  exit: 2,
  written: false,
  error: new ToolError('WORKER_INVALID', 'no', { hint: 'x' }),
} as const;

test('a report of many workers is one JSON document with the exit code of each', async () => {
  const terminal = recordingTerminal();
  const reporter = fleetReporter({ terminal, cwd: '/fleet' }, flags, false);
  await reporter.add(broken);
  await reporter.add({ ...broken, root: '/fleet/w1', exit: 70, error: new Error('ours') });
  expect(reporter.end()).toBe(70);
  const document: unknown = JSON.parse(terminal.printed.join(''));
  const error = { code: 'WORKER_INVALID', message: 'no', problems: [] };
  const common = { state: 'failed', written: false };
  const workers = [
    { ...common, root: '/fleet/w0', path: 'w0', exit: 2, error },
    { ...common, root: '/fleet/w1', path: 'w1', exit: 70, error: { code: 'INTERNAL', message: 'ours', problems: [] } },
  ];
  expect(document).toEqual({ schemaVersion: 1, workers });
  expect(terminal.printed.join('')).toBe(JSON.stringify(document, undefined, 2));
});

test('a report of no worker is a document too', () => {
  const terminal = recordingTerminal();
  expect(fleetReporter({ terminal, cwd: '/' }, flags, false).end()).toBe(0);
  expect(JSON.parse(terminal.printed.join(''))).toEqual({ schemaVersion: 1, workers: [] });
});

test('one worker that fails is an error like any other', async () => {
  const reporter = fleetReporter({ terminal: recordingTerminal(), cwd: '/' }, flags, true);
  await expect(reporter.add(broken)).rejects.toThrow(broken.error);
});

test.each([true, false])('a run that is about no worker says so; one folder: %s', (isOne) => {
  const terminal = recordingTerminal();
  expect(fleetReporter({ terminal, cwd: '/fleet' }, { ...flags, json: false }, isOne).end()).toBe(0);
  expect(terminal.said.join('')).toBe('0 workers   none has the answers that --where names');
});

test('what a version changes is said once in a run, one change below the other', async () => {
  const terminal = recordingTerminal();
  const reporter = fleetReporter({ terminal, cwd: '/fleet' }, { ...flags, json: false }, false);
  const template = { name: 'worker-typescript', from: '1.0.0', to: '2.0.0', changes: ['Faster.', 'Smaller.'] };
  for (const name of ['w0', 'w1']) {
    const root = `/fleet/${name}`;
    const plan = { root, name, template, overlay: undefined, hold: undefined, steps: [], refusals: [], locks: [], isCurrent: false };
    await reporter.add({ root, state: 'clean', exit: 0, written: true, plan });
  }
  expect(terminal.said).toEqual([
    'w0  worker-typescript 1.0.0 -> 2.0.0\n    Faster.\n    Smaller.',
    'w1  worker-typescript 1.0.0 -> 2.0.0',
  ]);
});
