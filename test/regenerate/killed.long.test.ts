import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { planUpgrade, workerStatus } from '../../src/regenerate/regenerate.ts';
import { takeBackHalfDone } from '../../src/transaction/transaction.ts';
import { bundleScript } from '../support/bundle-script.ts';
import { runCli } from '../support/cli.ts';
import { failureOf } from '../support/failure.ts';
import { killedAt } from '../support/killed-at.ts';
import { applyStopped, scene, unflushed, whichOf } from '../support/killed-scene.ts';
import { modesAndTree } from '../support/modes-and-tree.ts';
import { stoppedAt } from '../support/stopped-files.ts';

const minute = 60_000;

const changing = ['write', 'createExclusive', 'makeDirectory', 'move', 'remove', 'removeIfEmpty', 'replaceTexts'];

/** A process that is gone at any other call leaves what the next of these leaves. */
function changingCalls(names: readonly string[]): number[] {
  return names.flatMap((name, index) => (changing.includes(name) ? [index + 1] : []));
}

describe('a regenerate that changes a hundred files', () => {
  test('changes what the other tests stop in the middle', { timeout: minute }, async () => {
    const { plan, before, after } = await scene();
    const countOf = (wanted: string) => plan.steps.filter(({ kind }) => kind === wanted).length;
    expect(Object.fromEntries(plan.steps.map(({ kind }) => [kind, countOf(kind)]))).toEqual({
      add: 30,
      mode: 10,
      move: 1,
      remove: 30,
      replace: 41,
    });
    expect(Object.keys(after).length).toBeGreaterThan(100);
    expect(before).not.toEqual(after);
  });

  test(
    'stopped at every call of the file system that changes anything, the next run leaves exactly before or after',
    {
      timeout: 5 * minute,
    },
    async () => {
      const whole = await scene();
      let done = 0;
      for (const call of changingCalls(whole.calls)) {
        await applyStopped(call, whole);
        await takeBackHalfDone(whole.input.root, { ...whole.input, files: unflushed });
        if (!whichOf(modesAndTree(whole.input.root), whole, `after call ${call}`)) continue;
        done += 1;
        await whole.reset();
      }
      expect(changingCalls(whole.calls).length).toBeGreaterThan(400);
      expect(done).toBeGreaterThan(0);
    },
  );

  test('killed with SIGKILL at 16 calls spread over the run, status leaves exactly before or after', { timeout: 5 * minute }, async () => {
    const whole = await scene();
    const { root } = whole.input;
    const script = await bundleScript("import './test/support/killed-regenerate.ts';");
    const toolRoot = fileURLToPath(new URL('../..', import.meta.url));
    const args = ['regenerate', '--templates', whole.templates];
    const planning = stoppedAt(Number.POSITIVE_INFINITY);
    await planUpgrade({ ...whole.input, files: planning.files }, {});
    const seen = new Set<boolean>();
    for (let turn = 1; turn <= 16; turn += 1) {
      const call = planning.calls() + Math.round((turn / 16) * whole.calls.length);
      expect(await killedAt(call, script, [root, toolRoot, ...args])).toBe(true);
      await killedAt(30 + turn * 20, script, [root, toolRoot, 'status', '--templates', whole.templates]);
      expect((await runCli(['status', root, '--templates', whole.templates])).code).toBe(0);
      const isDone = whichOf(modesAndTree(root), whole, `killed at call ${call}`);
      seen.add(isDone);
      if (isDone) await whole.reset();
    }
    expect(seen.has(false)).toBe(true);
  });

  test(
    'stopped half-way, a file that somebody edited since stops everything with 3 and nothing is touched',
    { timeout: minute },
    async () => {
      const whole = await scene();
      const { root } = whole.input;
      await applyStopped(whole.calls.lastIndexOf('move') - 3, whole);
      await writeFile(join(root, 'sdk/kept/0/0.ts'), '// mine\n');
      // The lock of a process that is gone may be taken away by anyone.
      await rm(join(root, '.managed-worker/locks'), { recursive: true });
      const half = modesAndTree(root);
      for (const args of [
        ['regenerate', root],
        ['regenerate', root, '--dry-run'],
        ['status', root],
      ]) {
        const outcome = await runCli(args);
        expect(outcome.stderr).toContain('error HALF_DONE');
        expect(outcome.stderr).toContain('sdk/kept/0/0.ts  is neither as it was nor as it was to be');
        expect(outcome.code).toBe(3);
      }
      expect(modesAndTree(root)).toEqual(half);
      expect(await failureOf(workerStatus(whole.input))).toContain('HALF_DONE');
      await writeFile(join(root, 'sdk/kept/0/0.ts'), '// 1\n');
      expect(await takeBackHalfDone(root, whole.input)).toBe(true);
      expect(whichOf(modesAndTree(root), whole, 'mended')).toBe(false);
    },
  );
});
