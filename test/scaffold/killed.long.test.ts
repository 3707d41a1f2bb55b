import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { applyScaffold } from '../../src/scaffold/apply.ts';
import { recover } from '../../src/transaction/recover.ts';
import { bundleScript } from '../support/bundle-script.ts';
import { killedAt } from '../support/killed-at.ts';
import { sampleTree, sampleWrites } from '../support/sample-writes.ts';
import { temporaryFolder, treeOf } from '../support/temporary-folder.ts';

const program = "import './test/support/killed-scaffold.ts';";
const options = { files: nodeFiles, bytes: nodeBytes, signal: new AbortController().signal };
/** The codes with which a run may end: it wrote everything, or everything was there already. */
async function outcomeOf(target: string): Promise<string> {
  return await applyScaffold(target, sampleWrites, options).then(
    () => 'written',
    (error: unknown) => (error as { code: string }).code,
  );
}

async function recoveredCopyOf(target: string): Promise<Record<string, string>> {
  const copy = await temporaryFolder();
  if ((await nodeFiles.kindOf(target)) !== undefined) await cp(target, copy, { recursive: true });
  await recover(copy, { files: nodeFiles, bytes: nodeBytes, foreign: 'leave' });
  return Object.fromEntries(Object.entries(await treeOf(copy)).filter(([path]) => !path.startsWith('.managed-worker/locks/')));
}

describe.each([
  { title: 'a folder that is not there yet', folder: 'worker', before: {}, step: 1 },
  { title: 'a folder with files of its own', folder: '', before: { 'notes.txt': 'mine', 'src/old.ts': 'mine' }, step: 3 },
])('killed at any call of the file system, in $title', ({ folder, before, step }) => {
  test('all files are there or none, and the next run ends with every file', { timeout: 120_000 }, async () => {
    const script = await bundleScript(program);
    const whole = { ...before, ...sampleTree };
    let call = 1;
    for (; ; call += step) {
      const target = join(await temporaryFolder(before), folder);
      if (!(await killedAt(call, script, target))) break;
      const left = await recoveredCopyOf(target);
      const isWhole = left['README.md'] !== undefined;
      expect(left, `after call ${call}`).toEqual(isWhole ? whole : before);
      expect(await outcomeOf(target), `after call ${call}`).toBe(isWhole ? 'DIRECTORY_NOT_EMPTY' : 'written');
      expect(await treeOf(target), `after call ${call}`).toEqual(whole);
    }
    expect(call).toBeGreaterThan(40);
  });
});

test('killed again while it takes back what the first kill left, it still ends with every file', { timeout: 120_000 }, async () => {
  const script = await bundleScript(program);
  let half = '';
  for (let call = 30; half === '' || (await nodeFiles.kindOf(join(half, 'bin/run'))) === undefined; call += 1) {
    half = await temporaryFolder({ 'notes.txt': 'mine' });
    expect(await killedAt(call, script, half)).toBe(true);
  }
  for (let call = 1; ; call += 4) {
    const target = await temporaryFolder();
    await cp(half, target, { recursive: true });
    if (!(await killedAt(call, script, target))) return;
    expect(['written', 'DIRECTORY_NOT_EMPTY']).toContain(await outcomeOf(target));
    expect(await treeOf(target), `after call ${call}`).toEqual({ ...sampleTree, 'notes.txt': 'mine' });
  }
});
