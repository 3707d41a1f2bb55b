import { afterAll, beforeAll } from 'vitest';
import { startWorld, type TrialWorld } from './proxy-world.ts';
import { requireTool } from './tools.ts';

/** A world with a worker of the task queue, one for all tests of the block that calls this; it is empty until they begin. */
export function worldWithWorker(taskQueue: string): TrialWorld {
  const temporal = requireTool('temporal') ?? '';
  const world: Partial<TrialWorld> = {};
  beforeAll(async () => {
    const started = Object.assign(world, await startWorld(temporal));
    await started.startWorker(taskQueue);
  });
  afterAll(() => world.close?.());
  return world as TrialWorld;
}
