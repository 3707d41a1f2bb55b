import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { workerOf } from '../support/released.ts';
import { treeOf } from '../support/temporary-folder.ts';
import { commitAll, editText, readText } from '../support/upgrade.ts';

const record = '.managed-worker/record.json';

interface Released {
  language: 'typescript' | 'python';
  /** What a team would write into the shared files of its worker, by path: a line, and what it becomes. */
  edits: Readonly<Record<string, readonly (readonly [string, string])[]>>;
}

const dockerfile = [['EXPOSE', '# Ours.\nENV TZ=UTC\nEXPOSE']] as const;
const readme = [['## What is whose\n', 'Ours, before all else.\n\n## What is whose\n']] as const;

const released: Released[] = [
  {
    language: 'typescript',
    edits: {
      'README.md': readme,
      Dockerfile: dockerfile,
      'package.json': [['    "start": ', '    "audit": "npm audit",\n    "start": ']],
      '.github/workflows/ci.yaml': [
        ['      - run: npm ci\n', '      - run: npm ci\n      - run: npm audit\n'],
        ['    timeout-minutes: 15\n    env:\n', '    timeout-minutes: 30\n    env:\n'],
      ],
    },
  },
  {
    language: 'python',
    edits: {
      'README.md': readme,
      Dockerfile: dockerfile,
      'pyproject.toml': [['[project]\n', '[project]\nkeywords = ["ours"]\n']],
      '.github/workflows/ci.yaml': [
        ['      - run: make install\n', '      - run: make install\n      - run: make audit\n'],
        ['    timeout-minutes: 15\n    steps:\n', '    timeout-minutes: 30\n    steps:\n'],
      ],
    },
  },
];

async function regenerated(root: string, ...args: string[]): Promise<string> {
  const done = await runCli(['regenerate', root, ...args]);
  expect(done).toMatchObject({ code: 0 });
  commitAll(root);
  return done.stderr;
}

/** The worker's files; of its record not what it remembers of other versions' answers, nor what an install would make. */
async function filesOf(root: string): Promise<Record<string, unknown>> {
  const tree = await treeOf(root);
  const recorded = JSON.parse(tree[record] ?? '') as { files: Record<string, unknown> };
  return { ...tree, [record]: { ...recorded, retired: undefined, unmade: undefined } };
}

/** Without the team's `worker.yaml`, in which `new` spells out the answers that are everybody's. */
async function filesApartFromAnswers(root: string): Promise<Record<string, unknown>> {
  const files = await filesOf(root);
  const recorded = files[record] as { files: Record<string, unknown> };
  return { ...files, 'worker.yaml': undefined, [record]: { ...recorded, files: { ...recorded.files, 'worker.yaml': undefined } } };
}

describe.each(released)('a worker in $language', ({ language, edits }) => {
  test('comes from 1.0.0 to 2.1.0 by every way to what new makes, and back to what it was', async () => {
    const stepwise = await workerOf(language, '1.0.0');
    const first = await filesOf(stepwise);
    for (const version of ['1.1.0', '2.0.0', '2.1.0']) {
      await regenerated(stepwise, '--to', version);
      expect(await filesApartFromAnswers(stepwise)).toEqual(await filesApartFromAnswers(await workerOf(language, version)));
    }
    const atOnce = await workerOf(language, '1.0.0');
    const forward = await regenerated(atOnce, '--to', '2.1.0');
    expect(forward).toMatch(/1\.0\.0 -> 2\.1\.0\n.*\/readyz[^]*TLS[^]*TEMPORAL_TOKEN_FILE/);
    expect(await filesApartFromAnswers(atOnce)).toEqual(await filesApartFromAnswers(stepwise));
    expect(await regenerated(atOnce, '--to', '1.0.0')).not.toContain('First release');
    expect(await filesOf(atOnce)).toEqual(first);
  });

  test('comes from 2.0.0 to 2.1.0 with what its team wrote into the pages that change', async () => {
    const root = await workerOf(language, '2.0.0');
    editText(root, 'docs/operations.md', (text) =>
      text.replace('## A workflow is stuck\n', () => '## Ours\n\nAsk Ada.\n\n## A workflow is stuck\n'),
    );
    editText(root, 'README.md', (text) => text.replace(...readme[0]));
    commitAll(root);
    await regenerated(root, '--to', '2.1.0');
    expect(readText(root, 'docs/operations.md')).toMatch(/## Ours\n\nAsk Ada\.[^]*TEMPORAL_TOKEN_FILE/);
    expect(readText(root, 'README.md')).toMatch(/payloads sealed[^]*Ours, before all else\./);
    expect(readText(root, 'config/workers.yaml')).toContain('manifests: kubernetes@1.1.0');
  });

  test('keeps what its team wrote into shared files, on both sides of a split', async () => {
    const root = await workerOf(language, '1.0.0');
    for (const [path, pairs] of Object.entries(edits)) {
      for (const [from, to] of pairs) {
        expect(readText(root, path)).toContain(from);
        editText(root, path, (text) => text.replace(from, () => to));
      }
    }
    commitAll(root);
    await regenerated(root, '--to', '2.0.0');
    const { '.github/workflows/ci.yaml': [check, image] = [], ...others } = edits;
    for (const [path, pairs] of Object.entries(others)) for (const [, to] of pairs) expect(readText(root, path)).toContain(to);
    expect(readText(root, '.github/workflows/ci.yaml')).toContain(check?.[1]);
    expect(readText(root, '.github/workflows/ci.yaml')).not.toContain('image:');
    expect(readText(root, '.github/workflows/image.yaml')).toContain(image?.[1]);
    expect(readText(root, '.github/workflows/image.yaml')).toMatch(/^name: Image\n/);
    // The way back has one file where there are two: only the team can say where its part of the second goes.
    const there = await filesOf(root);
    const back = await runCli(['regenerate', root, '--to', '1.0.0']);
    const conflicts = back.stderr.split('\n').filter((line) => line.startsWith('  conflict'));
    expect(conflicts).toEqual([expect.stringContaining('.github/workflows/image.yaml')]);
    expect(back.code).toBe(3);
    expect((await runCli(['regenerate', root, '--abort'])).code).toBe(0);
    expect(await filesOf(root)).toEqual(there);
  });

  test('gets the answer to a dropped question back where it is asked again', async () => {
    const root = await workerOf(language, '1.1.0');
    await regenerated(root, '--set', 'logFormat=text', '--to', '1.1.0');
    const text = await filesOf(root);
    expect(text['Dockerfile']).toContain('LOG_FORMAT=text');
    await regenerated(root, '--set', 'healthPort=9000', '--to', '2.0.0');
    expect(readText(root, 'worker.yaml')).not.toContain('logFormat');
    expect(readText(root, 'worker.yaml')).toContain('healthPort: 9000');
    expect(readText(root, 'Dockerfile')).not.toContain('LOG_FORMAT');
    expect(readText(root, 'Dockerfile')).toContain('EXPOSE 9000 9464');
    expect(JSON.parse(readText(root, record))).toMatchObject({ retired: { [`worker-${language}`]: { 'logFormat@2.0.0': 'text' } } });
    await regenerated(root, '--to', '1.1.0');
    expect(await filesOf(root)).toEqual(text);
  });
});
