import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { watchFiles } from '../../src/adapters/watch-files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function watching(onChange: (paths: string[]) => Promise<void> = () => Promise.resolve()) {
  const root = await temporaryFolder({ 'src/a.ts': '1', 'src/generated/map.ts': '1', 'worker.yaml': 'a: 1' });
  const seen: string[][] = [];
  const stop = new AbortController();
  const ended = watchFiles({
    root,
    paths: ['src', 'worker.yaml', 'not-yet'],
    ignores: (path) => path.startsWith('src/generated'),
    onChange: async (paths) => {
      seen.push(paths);
      await onChange(paths);
    },
    signal: stop.signal,
  });
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
  await wait(200);
  const until = async (count: number) => {
    for (let tries = 0; tries < 200 && seen.length < count; tries += 1) await wait(25);
    return seen;
  };
  return { root, seen, until };
}

test('what is made, changed and removed is one change when it comes at once', async () => {
  const { root, until } = await watching();
  await Promise.all([
    writeFile(join(root, 'src/a.ts'), 'longer'),
    writeFile(join(root, 'src/b.ts'), '1'),
    rm(join(root, 'worker.yaml')),
    mkdir(join(root, 'not-yet')).then(() => writeFile(join(root, 'not-yet/c.ts'), '')),
  ]);
  expect(await until(1)).toEqual([['not-yet/c.ts', 'src/a.ts', 'src/b.ts', 'worker.yaml']]);
});

test('an editor that writes beside the file and renames is seen', async () => {
  const { root, until } = await watching();
  await writeFile(join(root, 'beside'), '2');
  await rename(join(root, 'beside'), join(root, 'src/a.ts'));
  expect(await until(1)).toEqual([['src/a.ts']]);
});

test('an ignored file is not', async () => {
  const { root, seen } = await watching();
  await writeFile(join(root, 'src/generated/map.ts'), 'longer');
  await wait(700);
  expect(seen).toEqual([]);
});

test('a change while one is being dealt with is a change of its own, and soon', async () => {
  const { root, until } = await watching(() => wait(1000));
  await writeFile(join(root, 'src/a.ts'), 'one');
  await until(1);
  await writeFile(join(root, 'src/a.ts'), 'three');
  const begun = Date.now();
  expect(await until(2)).toEqual([['src/a.ts'], ['src/a.ts']]);
  expect(Date.now() - begun).toBeLessThan(4000);
});
