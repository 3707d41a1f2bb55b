import { describe, expect, test } from 'vitest';
import { applyUpgrade } from '../../src/regenerate/regenerate.ts';
import { takeBackHalfDone } from '../../src/transaction/transaction.ts';
import { applyStopped, scene, unflushed, whichOf } from '../support/killed-scene.ts';
import { modesAndTree } from '../support/modes-and-tree.ts';
import { stoppedAt } from '../support/stopped-files.ts';

const minute = 60_000;

async function isStopped(work: Promise<unknown>): Promise<boolean> {
  return await work.then(
    () => false,
    () => true,
  );
}

describe('a regenerate that changes a hundred files', () => {
  test.each([
    { title: 'with half of the removals done', method: 'remove', nth: 15 },
    { title: 'with half of the moves done', method: 'move', nth: 45 },
    { title: 'with every move done', method: 'flushFolder', nth: -3 },
  ])(
    'stopped $title, its way back can be stopped at every third call, and the one after ends at exactly before',
    {
      timeout: 5 * minute,
    },
    async ({ method, nth }) => {
      const whole = await scene();
      const { root } = whole.input;
      const counted = stoppedAt(Number.POSITIVE_INFINITY);
      await applyUpgrade(whole.plan, { ...whole.input, files: counted.files });
      await whole.reset();
      const turns = counted.names.flatMap((name, index) => (name === method ? [index + 1] : []));
      const half = turns.at(nth) ?? 0;
      let call = 1;
      for (let wasStopped = true; wasStopped; call += 3) {
        await applyStopped(half, whole);
        wasStopped = await isStopped(takeBackHalfDone(root, { ...whole.input, files: stoppedAt(call).files }));
        await takeBackHalfDone(root, { ...whole.input, files: unflushed });
        expect(whichOf(modesAndTree(root), whole, `after call ${call} of the way back`)).toBe(false);
      }
      expect(call).toBeGreaterThan(100);
    },
  );
});
