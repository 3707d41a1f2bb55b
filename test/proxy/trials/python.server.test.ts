import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeProcesses } from '../../../src/adapters/processes.ts';
import { tokenOf } from '../../support/proxy-config.ts';
import { shownNames } from '../../support/proxy-names.ts';
import { startWorld, type TrialWorld } from '../../support/proxy-world.ts';
import { linkPythonEnvironment, projectRoot } from '../../support/python-worker.ts';
import { sharedFolder } from '../../support/shared-folder.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const temporal = requireTool('temporal') ?? '';

describeWith(['temporal', 'python', 'python-registry'], 'the Python SDK through the proxy', () => {
  const folder = sharedFolder();
  let world: TrialWorld;

  beforeAll(async () => {
    await linkPythonEnvironment(folder());
    world = await startWorld(temporal);
  });
  afterAll(() => world?.close());

  test('works as it does without, in compressed messages', async () => {
    const { canary, relay } = world;
    const script = join(projectRoot, 'test/support/proxy_round.py');
    const { exitCode, stdout, stderr } = await nodeProcesses.run(
      join(folder(), '.venv/bin/python'),
      [script, relay.address, 'images', tokenOf('images'), canary],
      { timeout: 90_000 },
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) });
    const told = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as unknown;
    expect(told).toEqual({
      updated: `${canary} by update is in`,
      broken: `${canary} cannot be told`,
      said: expect.any(Number),
      result: [canary, `${canary} again`, `${canary} by signal`, `${canary} by update`, `${canary} nearby`],
      memo: { note: canary },
      summary: canary,
      failure: ['Activity task failed', `${canary} at the activity`, `${canary} at the root`],
    });
    // Compressed, a gRPC message begins with 1 and its length, and its bytes with gzip's own two.
    expect(relay.sent().toString('hex')).toMatch(/0100[0-9a-f]{6}1f8b/);
  });

  test('leaves nothing readable upstream and never sees a name of the server', async () => {
    expect(await world.found([world.canary])).toEqual([]);
    expect(shownNames(world.relay)).toEqual([]);
  });
});
