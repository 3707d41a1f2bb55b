import { beforeAll, describe, expect, test } from 'vitest';
import { committedFiles, comparedFiles, goldenWorkers, renderGolden, updateGolden, type GoldenFiles } from '../support/golden.ts';

const workers = await goldenWorkers();

test('there is a golden worker for both languages, every tier, every choice of regions, and names of either length', () => {
  expect(workers).toHaveLength(12);
});

describe.each(workers)('golden worker $name', (worker) => {
  let rendered: GoldenFiles;
  let committed: GoldenFiles;

  beforeAll(async () => {
    if (process.env['GOLDEN_UPDATE'] === '1') await updateGolden(worker);
    [rendered, committed] = [comparedFiles(await renderGolden(worker)), await committedFiles(worker)];
  });

  test('has the files that new writes', () => {
    expect(Object.keys(committed).toSorted()).toEqual(Object.keys(rendered).toSorted());
  });

  test('has them byte for byte; npm run golden:update makes it so', () => {
    const changed = Object.keys(rendered).filter((path) => committed[path] !== rendered[path]);
    const only = (files: GoldenFiles) => Object.fromEntries(changed.map((path) => [path, files[path]]));
    expect(only(rendered)).toEqual(only(committed));
  });
});
