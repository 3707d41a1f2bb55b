import { cp, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, test } from 'vitest';
import type { Language } from '../../src/domain/managed-worker.ts';
import { goldenWorkers, type GoldenWorker } from '../support/golden.ts';
import { complaintOf, installedWorker } from '../support/installed-worker.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { describeWith } from '../support/tools.ts';

const workers = await goldenWorkers();

/** Python has nothing to build: whatever the worker registers has to be importable. */
const importAll = `
import importlib, pathlib
package = next(path.name for path in pathlib.Path("src").iterdir() if path.is_dir())
generated = importlib.import_module(f"{package}.generated")
for place in [*generated.WORKFLOWS.values(), *generated.ACTIVITIES.values()]:
    module, name = place.split(":")
    getattr(importlib.import_module(module), name)
importlib.import_module(f"{package}.main")
`;

interface Verbs {
  installed: string[];
  build: string[];
  check: string[];
  checkConfig: string[];
}

/** What a worker's own CI holds it to, less its tests, which are the same in all of them. */
const verbs: Record<Language, Verbs> = {
  typescript: {
    installed: ['node_modules'],
    build: ['npm', 'run', 'build'],
    check: ['npm', 'run', 'check'],
    checkConfig: ['npm', 'run', 'config', '--', '--check'],
  },
  python: {
    installed: ['node_modules', '.venv'],
    build: ['.venv/bin/python', '-c', importAll],
    check: ['make', 'lint', 'typecheck'],
    checkConfig: ['make', 'config-check'],
  },
};

describeWith(['npm-registry', 'python', 'python-registry'], 'a golden worker', () => {
  const parent = sharedFolder();
  const folderOf = ({ name }: GoldenWorker) => join(parent(), name);

  beforeAll(async () => {
    for (const worker of workers) {
      const { folder } = await installedWorker(worker.language);
      await cp(worker.folder, folderOf(worker), { recursive: true });
      for (const name of verbs[worker.language].installed) await symlink(join(folder, name), join(folderOf(worker), name));
    }
  });

  test.concurrent.for(workers)('$name builds', async (worker, { expect }) => {
    expect(await complaintOf(folderOf(worker), verbs[worker.language].build)).toBe('');
  });

  test.concurrent.for(workers)('$name is formatted, lint-free and type-checked', async (worker, { expect }) => {
    expect(await complaintOf(folderOf(worker), verbs[worker.language].check)).toBe('');
  });

  test.concurrent.for(workers)('config --check is clean on $name', async (worker, { expect }) => {
    expect(await complaintOf(folderOf(worker), verbs[worker.language].checkConfig)).toBe('');
  });
});
