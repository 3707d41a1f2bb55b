import { join } from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import { type WorkflowHandle } from '@temporalio/client';
import { temporal as api } from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { nodeProcesses, type RunningProcess } from '../../src/adapters/processes.ts';
import { GrpcFront } from '../support/grpc-front.ts';
import { linkPythonEnvironment, pythonPath, writePythonWorker } from '../support/python-worker.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { startTemporal, type TemporalServer } from '../support/temporal-server.ts';
import { describeWith, requireTool, type ToolName } from '../support/tools.ts';
import { writeTypescriptWorker } from '../support/typescript-worker.ts';

const { RespondWorkflowTaskCompletedRequest } = api.api.workflowservice.v1;
const { WorkflowTaskFailedCause } = api.api.enums.v1;
const temporal = requireTool('temporal');

interface Case {
  language: 'typescript' | 'python';
  needs: readonly ToolName[];
  write: (folder: string) => Promise<void>;
  /** Where the sample's bodies and contracts take the place of an ordinary answer by a large one. */
  edits: readonly { path: string; from: RegExp | string; to: string }[];
  start: (folder: string) => { command: string; args: string[]; env: Record<string, string> };
}

const cases: Case[] = [
  {
    language: 'typescript',
    needs: ['temporal'],
    write: async (folder) => {
      await writeTypescriptWorker(folder);
    },
    edits: [
      { path: 'contracts/src/activities/compose-greeting.ts', from: 'z.maxLength(300)', to: 'z.maxLength(9_000_000)' },
      { path: 'contracts/src/workflows/greet.ts', from: 'z.maxLength(300)', to: 'z.maxLength(9_000_000)' },
      {
        path: 'src/activities/compose-greeting.impl.ts',
        from: '`${greeting}, ${name}!`',
        to: "name === 'large result' ? 'x'.repeat(1_500_000) : name",
      },
      {
        path: 'src/workflows/greet.impl.ts',
        from: 'greetings.push(text)',
        to: "greetings.push(text === 'large completion' ? 'x'.repeat(1_500_000) : text)",
      },
    ],
    start: () => ({ command: process.execPath, args: ['dist/src/main.js'], env: {} }),
  },
  {
    language: 'python',
    needs: ['temporal', 'python', 'python-registry'],
    write: async (folder) => {
      await writePythonWorker(folder);
      await linkPythonEnvironment(folder);
    },
    edits: [
      { path: 'contracts/image_render_contracts/__init__.py', from: 'max_length=300', to: 'max_length=9_000_000' },
      {
        path: 'src/image_render/activities.py',
        from: 'f"{recipient.greeting}, {recipient.name}!"',
        to: '"x" * 1_500_000 if recipient.name == "large result" else recipient.name',
      },
      {
        path: 'src/image_render/workflows.py',
        from: '[greeting.text for greeting in composed]',
        to: '["x" * 1_500_000 if g.text == "large completion" else g.text for g in composed]',
      },
    ],
    start: (folder) => ({
      command: join(folder, '.venv/bin/python'),
      args: ['-m', 'image_render.main'],
      env: { PYTHONPATH: pythonPath(folder) },
    }),
  },
];

describe.each(cases)('behind a proxy that takes no large message, a $language worker', (given) => {
  describeWith(given.needs, given.language, () => {
    const worker = sharedFolder();
    let server: TemporalServer;
    let front: GrpcFront;
    let running: RunningProcess;
    const lines: string[] = [];

    beforeAll(async () => {
      await given.write(worker());
      for (const { path, from, to } of given.edits) {
        const text = await readFile(join(worker(), path), 'utf8');
        expect(text).toMatch(from);
        await writeFile(
          join(worker(), path),
          text.replace(from, () => to),
        );
      }
      if (given.language === 'typescript') {
        await nodeProcesses.run('node', ['sdk/build.mjs'], { cwd: worker(), env: { PATH: process.env['PATH'] } });
      }
      server = await startTemporal(temporal ?? '', 'images');
      front = new GrpcFront(server.address);
      front.limit = 1024 * 1024;
      const { command, args, env } = given.start(worker());
      running = await nodeProcesses.start(command, args, {
        cwd: worker(),
        env: { ...env, TEMPORAL_ADDRESS: await front.listen(), TEMPORAL_PAYLOAD_LIMIT: '1000000', HEALTH_PORT: '0', METRICS_PORT: '0' },
        onLine: (line) => lines.push(line),
      });
      await vi.waitFor(() => expect(lines.join('\n')).toContain('worker ready'), { timeout: 30_000, interval: 50 });
    });
    afterAll(async () => {
      await running?.stop(5000);
      await front?.close();
      await server?.close();
    });

    async function start(name: string) {
      const options = { taskQueue: 'greetings', workflowId: name.replace(' ', '-'), args: [{ names: [name] }] };
      return server.client.workflow.start('Greet', options);
    }

    test('fails an activity for good when its result is too large, and does not even send it', async () => {
      const run = await start('large result');
      await expect(run.result()).rejects.toMatchObject({
        cause: {
          retryState: 'NON_RETRYABLE_FAILURE',
          cause: { type: 'PayloadTooLarge', message: expect.stringMatching(/^The result has 1500011 bytes, and 1000000 is the most/) },
        },
      });
      expect(front.refused()).toEqual([]);
    });

    test('fails a workflow task whose completion is refused, sends no completion twice, and goes on once it is mended', async () => {
      const run = await start('large completion');
      await vi.waitFor(async () => expect((await failedTasks(run))[0]).toEqual(tooLarge), { timeout: 20_000, interval: 100 });
      const tokens = front.refused().map((message) => RespondWorkflowTaskCompletedRequest.decode(message).taskToken.toString());
      expect(new Set(tokens).size).toBe(tokens.length);
      front.limit = Number.POSITIVE_INFINITY;
      expect(await run.result()).toEqual({ greetings: ['x'.repeat(1_500_000)] });
    });
  });
});

const tooLarge = { cause: 'GRPC_MESSAGE_TOO_LARGE', message: 'GRPC Message too large' };

/** What the history says of workflow tasks that have failed. */
async function failedTasks(run: WorkflowHandle) {
  const { events } = await run.fetchHistory();
  return (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
    failed
      ? [
          {
            cause: WorkflowTaskFailedCause[failed.cause ?? 0]?.replace(/^WORKFLOW_TASK_FAILED_CAUSE_/, ''),
            message: failed.failure?.message,
          },
        ]
      : [],
  );
}
