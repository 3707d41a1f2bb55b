import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { packTool } from './packed.ts';
import { forgetNpx } from './user.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The packed tool; what users get is what is tested. */
    tarball: string;
    /** A folder for what all files of a run share, such as installed workers. */
    runFolder: string;
  }
}

/** Before any end-to-end test: builds and packs the tool as npm would publish it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const runFolder = await realpath(await mkdtemp(join(tmpdir(), 'managed-worker-run-')));
  const tarball = await packTool();
  project.provide('tarball', tarball);
  project.provide('runFolder', runFolder);
  return async () => {
    await rm(runFolder, { recursive: true, force: true });
    await forgetNpx(tarball);
  };
}
