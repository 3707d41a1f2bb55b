import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { nodeProcesses } from '../../../src/adapters/processes.ts';
import { sharedFolder } from '../../support/shared-folder.ts';
import { describeWith, requireTool } from '../../support/tools.ts';
import { runConfig, writeAll, writeTypescriptWorker } from '../../support/typescript-worker.ts';
import { WorkerProcess } from './worker-process.ts';

const temporal = requireTool('temporal');

/** Files added by hand, as a product engineer adds them. */
const added = {
  'contracts/src/activities/snooze.ts': `import { z } from 'zod/mini';
import { defineActivity } from '../define.ts';

export const snooze = defineActivity({
  name: 'snooze',
  taskQueue: 'greetings-activities',
  input: z.object({ seconds: z.int() }),
  output: z.object({ attempt: z.int() }),
  startToCloseTimeout: '1m',
  heartbeatTimeout: '10s',
});
`,
  'src/activities/snooze.impl.ts': `import { snooze } from '../../contracts/src/activities/snooze.ts';
import { implement } from '../../sdk/activity.ts';

export default implement(snooze, async ({ seconds }, { heartbeat, info, sleep }) => {
  heartbeat();
  if (info.attempt === 1) await sleep(seconds * 1000);
  return { attempt: info.attempt };
});
`,
  'contracts/src/workflows/nap.ts': `import { z } from 'zod/mini';
import { defineWorkflow } from '../define.ts';

export const nap = defineWorkflow({
  name: 'Nap',
  taskQueue: 'greetings',
  input: z.object({ seconds: z.int() }),
  output: z.object({ attempt: z.int() }),
});
`,
  'src/workflows/nap.impl.ts': `import { snooze } from '../../contracts/src/activities/snooze.ts';
import { nap } from '../../contracts/src/workflows/nap.ts';
import { implement } from '../../sdk/workflow.ts';

export default implement(nap, { activities: { snooze } }, async ({ seconds }, { activities }) => {
  return activities.snooze({ seconds });
});
`,
};

describeWith(['temporal'], 'a generated TypeScript worker', () => {
  const worker = sharedFolder();
  let server: TestWorkflowEnvironment;
  const processes: WorkerProcess[] = [];

  beforeAll(async () => {
    await writeTypescriptWorker(worker());
    const executable = { type: 'existing-path' as const, path: temporal ?? '' };
    server = await TestWorkflowEnvironment.createLocal({ server: { executable, namespace: 'images', ip: '127.0.0.1' } });
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((process) => process.close()));
  });
  afterAll(() => server?.teardown());

  /** What a command has to say when it fails; nothing when it passes. */
  async function complaintOf(command: string, args: readonly string[]): Promise<string> {
    const env = { TEMPORAL_CLI: temporal, PATH: `${join(worker(), 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` };
    const { exitCode, stdout, stderr } = await nodeProcesses.run(command, args, { cwd: worker(), env });
    return exitCode === 0 ? '' : `exit ${String(exitCode)}\n${stdout}\n${stderr}`;
  }

  function start(env: Readonly<Record<string, string>> = {}): WorkerProcess {
    const started = new WorkerProcess(worker(), { TEMPORAL_ADDRESS: server.address, ...env });
    processes.push(started);
    return started;
  }

  test.each([
    { title: 'is formatted', command: ['oxfmt', '--check'] },
    { title: 'is lint-free', command: ['oxlint', '--type-aware'] },
    { title: 'passes tsc in strict mode', command: ['tsc'] },
    { title: 'has contracts that compile as a package of their own', command: ['tsc', '--project', 'contracts/tsconfig.json'] },
    { title: 'passes its own tests', command: ['vitest', 'run'] },
    { title: 'builds', command: ['node', 'sdk/build.mjs'] },
  ])('$title', async ({ command: [command = '', ...args] }) => {
    expect(await complaintOf(command, args)).toBe('');
  });

  test('runs the sample, answers probes and counts under its owner and tier', async () => {
    const running = await start().ready();
    const start$ = await nodeProcesses.run('node', ['dist/scripts/start-workflow.js', 'Ada'], {
      cwd: worker(),
      env: { TEMPORAL_ADDRESS: server.address, PATH: process.env['PATH'] },
    });
    expect(start$.stdout).toBe('Hello, Ada!\n');
    expect(await running.fetch('healthPort', '/livez')).toMatchObject({ status: 200 });
    expect(await running.fetch('healthPort', '/readyz')).toMatchObject({ status: 200 });
    expect(await running.fetch('healthPort', '/else')).toMatchObject({ status: 404 });
    const { text } = await running.fetch('metricsPort', '/metrics');
    expect(text).toMatch(/temporal_workflow_completed_total\{[^}]*owner="team-images",tier="1",worker="image-render"[^}]*\} 1/);
    running.terminate();
    expect(await running.ended()).toBe(0);
  });

  test('counts the signals it drops', async () => {
    const running = await start().ready();
    const options = { taskQueue: 'greetings', workflowId: 'dropping', args: [{ names: [], waitSeconds: 60 }] };
    const run = await server.client.workflow.start('Greet', options);
    await run.signal('addName', { name: 42 });
    const dropped = await running.line('signal dropped');
    expect(dropped).toMatchObject({
      level: 'WARN',
      worker: 'image-render',
      workflowType: 'Greet',
      signal: 'addName',
      problem: 'Greet signal addName is invalid: name: Invalid input: expected string, received number',
    });
    const counted = async () => (await running.fetch('metricsPort', '/metrics')).text;
    await expect.poll(counted, { timeout: 5_000 }).toMatch(/managed_signals_dropped_total\{[^}]*signal="addName"[^}]*\} 1/);
    await run.terminate();
  });

  describe('with files added by hand', () => {
    beforeAll(() => writeAll(worker(), added));

    test('refuses to build before config knows them', async () => {
      const forgotten = 'src/workflows/nap.impl.ts is not in src/generated/workflows.ts.';
      const mend = 'Run `npx gen-temporal-managed-worker config` and commit the result.';
      expect(await complaintOf('node', ['sdk/build.mjs'])).toBe(`exit 1\n\n${forgotten} ${mend}\n`);
    });

    test('runs them after config', async () => {
      await runConfig(worker());
      expect(await complaintOf('node', ['sdk/build.mjs'])).toBe('');
      const running = await start().ready();
      const options = { taskQueue: 'greetings', workflowId: 'short-nap', args: [{ seconds: 0 }] };
      expect(await server.client.workflow.execute('Nap', options)).toEqual({ attempt: 1 });
      running.terminate();
      expect(await running.ended()).toBe(0);
    });

    test.each([
      { title: 'finishes a running activity before it ends', grace: '30s', seconds: 3, attempt: 1 },
      { title: 'leaves an activity that takes too long to another worker', grace: '1s', seconds: 30, attempt: 2 },
    ])('on SIGTERM $title', async ({ grace, seconds, attempt }) => {
      const config = `config-${grace}`;
      await cp(join(worker(), 'config'), join(worker(), config), { recursive: true });
      const documents = await readFile(join(worker(), 'config/workers.yaml'), 'utf8');
      await writeFile(join(worker(), config, 'workers.yaml'), documents.replace('shutdownGrace: 60s', `shutdownGrace: ${grace}`));

      const first = await start({ CONFIG_DIRECTORY: config }).ready();
      const options = { taskQueue: 'greetings', workflowId: `nap-${grace}`, args: [{ seconds }] };
      const run = await server.client.workflow.start('Nap', options);
      const heartbeat = async () => (await run.describe()).raw.pendingActivities?.[0]?.lastHeartbeatTime;
      await expect.poll(heartbeat, { timeout: 20_000 }).toBeTruthy();
      first.terminate();
      const readyz = () => first.fetch('healthPort', '/readyz');
      await expect.poll(readyz, { interval: 10 }).toEqual({ status: 503, text: 'not ready: draining\n' });
      expect(await first.ended()).toBe(0);

      await start().ready();
      expect(await run.result()).toEqual({ attempt });
    });

    test.each([
      {
        title: 'config lacks a workflow and an activity',
        from: /      workflows:\n        - Greet\n        - Nap\n([^]*)        - composeGreeting\n/,
        to: '      workflows: [Greet]\n$1',
        problems: [
          'The code has workflow Nap, and config lists it nowhere.',
          'The code has activity composeGreeting, and config lists it nowhere.',
        ],
      },
      {
        title: 'the code lacks a workflow',
        from: '        - Nap\n',
        to: '        - Nap\n        - Sleep\n',
        problems: ['Config lists workflow Sleep on greetings, and the code has none.'],
      },
      {
        title: 'a workflow is elsewhere in config',
        from: 'name: greetings\n',
        to: 'name: welcomes\n',
        problems: [
          "Workflow Greet is declared on task queue 'greetings', config says 'welcomes'.",
          "Workflow Nap is declared on task queue 'greetings', config says 'welcomes'.",
        ],
      },
    ])('says what mends it when $title', async ({ title, from, to, problems }) => {
      const config = title.replaceAll(' ', '-');
      const documents = await readFile(join(worker(), 'config/workers.yaml'), 'utf8');
      await writeAll(worker(), { [`${config}/workers.yaml`]: documents.replace(from, to) });
      const refused = start({ CONFIG_DIRECTORY: config });
      expect(await refused.ended()).toBe(2);
      const mend = 'Run `npx gen-temporal-managed-worker config` and commit the result.';
      const said = refused.log.map(({ message }) => message);
      expect(said.map((message) => message.split(` ${mend}`)[0])).toEqual(problems);
      expect(said.every((message) => message.includes(mend))).toBe(true);
    });

    test('refuses a bundle that another SDK version made', async () => {
      const stamp = join(worker(), 'dist/workflow-bundle.json');
      const text = await readFile(stamp, 'utf8');
      await writeFile(stamp, text.replace('1.24.0', '1.23.0'));
      const refused = start();
      expect(await refused.ended()).toBe(2);
      expect(refused.log.map(({ message }) => message)).toEqual([
        'The workflow bundle was built with @temporalio/worker 1.23.0, and 1.24.0 is installed. Run `npm run build`.',
      ]);
      await writeFile(stamp, text);
    });

    test('ends when Temporal does not answer, and says where it was looked for', async () => {
      const refused = start({ TEMPORAL_ADDRESS: '127.0.0.1:1' });
      expect(await refused.ended()).toBe(1);
      expect(refused.log.at(-1)).toMatchObject({ level: 'ERROR', message: 'Temporal does not answer at 127.0.0.1:1' });
    });

    test('takes a deployment name and a build id together or not at all', async () => {
      const refused = start({ TEMPORAL_DEPLOYMENT_NAME: 'image-render' });
      expect(await refused.ended()).toBe(2);
      expect(refused.log.at(-1)).toMatchObject({
        message: 'Set both TEMPORAL_DEPLOYMENT_NAME and TEMPORAL_WORKER_BUILD_ID, or neither.',
      });
    });
  });
});
