import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/adapters/processes.ts';
import { journeys } from '../support/journeys.ts';
import { complaintOf, copyOfInstalledWorker, installedWorker, runInWorker } from '../support/installed-worker.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { StartedWorker } from '../support/started-worker.ts';
import { activityQueues, startTemporal, type TemporalServer } from '../support/temporal-server.ts';
import { describeWith, requireTool } from '../support/tools.ts';

const temporal = requireTool('temporal');
const mend = 'Run `npx gen-temporal-managed-worker config` and commit the result.';

describeWith(['temporal', 'npm-registry', 'python', 'python-registry'], 'from one command to a running worker', () => {
  let server: TemporalServer;
  beforeAll(async () => {
    server = await startTemporal(temporal ?? '', 'images');
  });
  afterAll(() => server?.close());

  describe.each(journeys)('in $language', (journey) => {
    const parent = sharedFolder();
    const folder = () => join(parent(), 'image-render');
    const running: StartedWorker[] = [];
    let made: RunResult | undefined;

    beforeAll(async () => {
      made = (await installedWorker(journey.language)).made;
      await copyOfInstalledWorker(journey.language, folder());
    });
    afterEach(async () => {
      await Promise.all(running.splice(0).map((worker) => worker.close()));
    });

    function start(env: Readonly<Record<string, string>> = {}): StartedWorker {
      const worker = new StartedWorker(journey.start, { cwd: folder(), env: { TEMPORAL_ADDRESS: server.address, ...env } });
      running.push(worker);
      return worker;
    }

    async function ready(env?: Readonly<Record<string, string>>): Promise<StartedWorker> {
      const worker = start(env);
      await worker.line('worker ready');
      return worker;
    }

    const nap = async (workflowId: string, seconds: number) =>
      await server.client.workflow.start('Nap', {
        taskQueue: 'greetings',
        workflowId: `${workflowId}-${journey.language}`,
        args: [{ seconds }],
      });

    test('new makes it, installs it and says how to go on', () => {
      for (const done of journey.made) expect(made?.stderr).toContain(`  ✔ ${done}`);
      expect(made?.stderr).toMatch(/\n {2}Next: {2}cd image-render && \S+( run)? dev\n$/);
      expect(made?.stdout).toBe('');
    });

    test.each(journey.checks)('$title', async ({ command }) => {
      expect(await complaintOf(folder(), command)).toBe('');
    });

    test('config --check finds nothing stale', async () => {
      expect(await complaintOf(folder(), journey.checkConfig)).toBe('');
    });

    test('it starts, and a workflow has its activities on a second queue', async () => {
      expect(await complaintOf(folder(), journey.build)).toBe('');
      const worker = await ready();
      const workflowId = `greet-${journey.language}`;
      const run = await server.client.workflow.start('Greet', { taskQueue: 'greetings', workflowId, args: [{ names: ['Ada', 'Grace'] }] });
      expect(await run.result()).toEqual({ greetings: ['Hello, Ada!', 'Hello, Grace!'] });
      expect(await activityQueues(run)).toEqual(['greetings-activities']);
      expect(await worker.get('healthPort', '/readyz')).toMatchObject({ status: 200 });
      expect((await worker.get('metricsPort', '/metrics')).text).toMatch(/owner="team-images",tier="1",worker="image-render"/);
      await worker.terminate();
      expect(await worker.ended()).toBe(0);
    });

    describe('with a workflow and an activity added by hand', () => {
      beforeAll(() => cp(join(import.meta.dirname, '../fixtures/added-by-hand', journey.language), folder(), { recursive: true }));

      test('config --check says what is stale and what mends it', async () => {
        const { exitCode, stdout, stderr } = await runInWorker(folder(), journey.checkConfig);
        expect(exitCode).not.toBe(0);
        expect(`${stdout}${stderr}`).toContain('CONFIG_STALE');
        expect(`${stdout}${stderr}`).toContain(mend);
      });

      test('they run after config with no other edit, and pass the same checks', async () => {
        expect(await complaintOf(folder(), journey.config)).toBe('');
        expect(await complaintOf(folder(), journey.checkConfig)).toBe('');
        expect(await complaintOf(folder(), journey.build)).toBe('');
        expect(await complaintOf(folder(), journey.lint)).toBe('');
        await ready();
        expect(await (await nap('short', 0)).result()).toEqual({ attempt: 1 });
      });

      test.each([
        { title: 'is waited for', grace: '30s', seconds: 3, attempt: 1 },
        { title: 'that takes longer than the grace is tried again', grace: '1s', seconds: 40, attempt: 2 },
      ])('SIGTERM loses nothing: an activity $title', async ({ grace, seconds, attempt }) => {
        const first = await ready({
          CONFIG_DIRECTORY: await changedConfig(folder(), grace, ['shutdownGrace: 60s', `shutdownGrace: ${grace}`]),
        });
        const run = await nap(`grace-${grace}`, seconds);
        const heartbeat = async () => (await run.describe()).raw.pendingActivities?.[0]?.lastHeartbeatTime;
        await expect.poll(heartbeat, { timeout: 20_000 }).toBeTruthy();
        await first.terminate();
        expect(await first.ended()).toBe(0);
        await ready();
        expect(await run.result()).toEqual({ attempt });
      });

      test('a workflow that config lacks stops the start and says what mends it', async () => {
        const worker = start({ CONFIG_DIRECTORY: await changedConfig(folder(), 'lacking', [/^ +- Nap\n/m, '']) });
        expect(await worker.ended()).toBe(2);
        expect(worker.said()).toContain(mend);
        expect(worker.said()).toMatch(journey.lacksNap);
      });
    });
  });
});

/** A copy of the worker's config with one change, as a directory's name. */
async function changedConfig(folder: string, name: string, [from, to]: [string | RegExp, string]): Promise<string> {
  const directory = join(folder, 'coverage', `config-${name}`);
  await cp(join(folder, 'config'), directory, { recursive: true });
  const text = await readFile(join(directory, 'workers.yaml'), 'utf8');
  expect(text).toMatch(from);
  await writeFile(join(directory, 'workers.yaml'), text.replace(from, to));
  return directory;
}
