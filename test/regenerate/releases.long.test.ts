import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { workerOf } from '../support/released.ts';
import { treeOf } from '../support/temporary-folder.ts';
import { commitAll, readText } from '../support/upgrade.ts';

const record = '.managed-worker/record.json';

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

describe.each([{ language: 'typescript' }, { language: 'python' }] as const)('a worker in $language', ({ language }) => {
  test('comes from 1.0.0 to 2.0.0 by every way to what new makes, and back to what it was', async () => {
    const fresh = await filesApartFromAnswers(await workerOf(language, '2.0.0'));
    const stepwise = await workerOf(language, '1.0.0');
    const first = await filesOf(stepwise);
    await regenerated(stepwise, '--to', '1.1.0');
    expect(await filesApartFromAnswers(stepwise)).toEqual(await filesApartFromAnswers(await workerOf(language, '1.1.0')));
    await regenerated(stepwise, '--to', '2.0.0');
    expect(await filesApartFromAnswers(stepwise)).toEqual(fresh);
    const atOnce = await workerOf(language, '1.0.0');
    await regenerated(atOnce, '--to', '2.0.0');
    expect(await filesApartFromAnswers(atOnce)).toEqual(fresh);
    await regenerated(atOnce, '--to', '1.0.0');
    expect(await filesOf(atOnce)).toEqual(first);
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
