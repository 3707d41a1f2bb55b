import { describe, expect, test } from 'vitest';
import { planLocks } from '../../src/regenerate/locks.ts';
import type { Ours, Step } from '../../src/regenerate/step.ts';
import type { RenderedFile } from '../../src/templates/templates.ts';
import { encode, gitBlobId } from '../support/plan-of.ts';

const lockPath = 'package-lock.json';
const manifestPath = 'package.json';

function manifest(dependencies: Record<string, string>, extra: object = {}): string {
  return JSON.stringify({ name: 'x', ...extra, dependencies });
}

function lockOf(dependencies: Record<string, string>): string {
  return JSON.stringify({ packages: { '': { name: 'x', dependencies } } });
}

interface Case {
  title: string;
  /** The template's dependencies before and after. */
  was?: Record<string, string>;
  is?: Record<string, string>;
  /** The team's manifest before and after the upgrade. */
  ours: string;
  after?: string;
  lock?: string;
  unmade?: boolean;
  conflict?: boolean;
  expected: string[];
}

const state = (text: string) => ({ bytes: encode(text), mode: '644' as const });

function planned({ was = { a: '1' }, is = was, ours, after = ours, lock = lockOf(was), unmade, conflict }: Case): string[] {
  const rendered = (path: string, text: string): RenderedFile => {
    const ownership = path === lockPath ? 'derived' : 'shared';
    return { id: path, template: 't', path, ownership, mode: '644', bytes: encode(text) };
  };
  const step: Step = {
    kind: 'merge',
    path: manifestPath,
    ownership: 'shared',
    before: state(ours),
    after: state(after),
    ...(conflict === true ? { conflict: { kind: 'text', reason: 'both', theirs: undefined } } : {}),
  };
  const recordedLock = { id: lockPath, template: 't', ownership: 'derived', mode: '644', kind: 'text' } as const;
  const plan = planLocks({
    recorded: { [lockPath]: { ...recordedLock, blob: gitBlobId(encode(lockOf(was))) } },
    theirs: [rendered(manifestPath, manifest(is)), rendered(lockPath, lockOf(is))],
    steps: after === ours && conflict !== true ? [] : [step],
    unmade: unmade === true ? [lockPath] : [],
    gitBlobId,
    oursAt: (path): Ours => ({ kind: 'file', state: state(path === lockPath ? lock : ours) }),
  });
  return [...plan.steps.map(({ kind, path }) => `${kind} ${path}`), ...plan.unmade.map((path) => `make ${path}`)];
}

const own = { a: '1', mine: '1' };

describe('a lock', () => {
  test.each<Case>([
    { title: 'of which nothing changes stays', ours: manifest({ a: '1' }), expected: [] },
    {
      title: 'is the template’s with its dependencies',
      is: { a: '2' },
      ours: manifest({ a: '1' }),
      after: manifest({ a: '2' }),
      expected: [`replace ${lockPath}`],
    },
    {
      title: 'is the template’s when the team changed other keys of the manifest',
      is: { a: '2' },
      ours: manifest({ a: '1' }, { scripts: { mine: 'x' } }),
      after: manifest({ a: '2' }, { scripts: { mine: 'x' } }),
      expected: [`replace ${lockPath}`],
    },
    {
      title: 'is made when the team has a dependency of its own',
      is: { a: '2' },
      ours: manifest(own),
      after: manifest({ ...own, a: '2' }),
      lock: lockOf(own),
      expected: [`make ${lockPath}`],
    },
    {
      title: 'of the team’s stays when another key of the manifest changes',
      ours: manifest(own),
      after: manifest(own, { type: 'module' }),
      lock: lockOf(own),
      expected: [],
    },
    {
      title: 'of the team’s stays when the template’s lock alone is another',
      is: { a: '2' },
      ours: manifest(own),
      lock: lockOf(own),
      expected: [],
    },
    {
      title: 'waits while the manifest does',
      is: { a: '2' },
      ours: manifest(own),
      conflict: true,
      lock: lockOf(own),
      expected: [`make ${lockPath}`],
    },
    { title: 'that is unmade is made later', ours: manifest(own), unmade: true, expected: [`make ${lockPath}`] },
    { title: 'that somebody has made since is made', ours: manifest(own), unmade: true, lock: lockOf(own), expected: [] },
    {
      title: 'that is unmade is the template’s once its dependencies are again',
      ours: manifest({ a: '1' }),
      unmade: true,
      lock: lockOf(own),
      expected: [`replace ${lockPath}`],
    },
    {
      title: 'of a manifest that cannot be read is never taken for made',
      ours: '{',
      unmade: true,
      lock: lockOf(own),
      expected: [`make ${lockPath}`],
    },
  ])('$title', (given) => {
    expect(planned(given)).toEqual(given.expected);
  });
});
