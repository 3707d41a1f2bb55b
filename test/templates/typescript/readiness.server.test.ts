import { afterEach, beforeAll, expect, test } from 'vitest';
import { nodeProcesses } from '../../../src/adapters/processes.ts';
import { freePort } from '../../support/free-port.ts';
import { sharedFolder } from '../../support/shared-folder.ts';
import { startTemporal } from '../../support/temporal-server.ts';
import { describeWith, requireTool } from '../../support/tools.ts';
import { writeTypescriptWorker } from '../../support/typescript-worker.ts';
import { WorkerProcess } from './worker-process.ts';

const temporal = requireTool('temporal');

describeWith(['temporal'], 'a generated TypeScript worker is not ready', () => {
  const worker = sharedFolder();
  const ending: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    await writeTypescriptWorker(worker());
    await nodeProcesses.run('node', ['sdk/build.mjs'], { cwd: worker(), env: { PATH: process.env['PATH'] } });
  });
  afterEach(async () => {
    for (const end of ending.splice(0)) await end();
  });

  function start(address: string): WorkerProcess {
    const started = new WorkerProcess(worker(), { TEMPORAL_ADDRESS: address });
    ending.unshift(() => started.close());
    return started;
  }

  test('before Temporal is there and has had a poll of every queue, and says what it waits for', async () => {
    const port = await freePort();
    const running = start(`127.0.0.1:${port}`);
    const readyz = () => running.fetch('healthPort', '/readyz');
    const absent = { status: 503, text: `not ready: waiting for Temporal at 127.0.0.1:${port}, which does not answer\n` };
    await expect.poll(readyz, { timeout: 5_000 }).toEqual(absent);
    expect(await running.fetch('healthPort', '/livez')).toMatchObject({ status: 200 });
    const server = await startTemporal(temporal ?? '', 'images', port);
    ending.push(() => server.close());
    await running.ready();
    expect(await readyz()).toEqual({ status: 200, text: 'ok\n' });
  });

  test('when it is stopped before Temporal answers, and ends well', async () => {
    const running = start('127.0.0.1:1');
    await running.line('worker starting');
    running.terminate();
    expect(await running.ended()).toBe(0);
    expect(running.log.at(-1)).toMatchObject({ message: 'worker stopped' });
  });
});
