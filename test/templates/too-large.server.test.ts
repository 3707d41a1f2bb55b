import { join } from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import { type WorkflowHandle } from '@temporalio/client';
import { temporal as api } from '@temporalio/proto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { GrpcFront } from '../support/grpc-front.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { startTemporal, type TemporalServer } from '../support/temporal-server.ts';
import { describeWith, requireTool } from '../support/tools.ts';
import { type RunningWorker, startWorkerOf, untilSaid, type WorkerLanguage, workerLanguages } from '../support/worker-languages.ts';

const { RespondWorkflowTaskCompletedRequest } = api.api.workflowservice.v1;
const { WorkflowTaskFailedCause } = api.api.enums.v1;
const temporal = requireTool('temporal');

interface Edit {
  path: string;
  from: string;
  to: string;
}

/** Where the sample's bodies give a large answer in place of an ordinary one, and the contracts allow it. */
const edits: Record<WorkerLanguage['language'], Edit[]> = {
  typescript: [
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
  python: [
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
};

describe.each(workerLanguages)('behind a proxy that takes no large message, a $language worker', (given) => {
  describeWith(given.needs, given.language, () => {
    const worker = sharedFolder();
    let server: TemporalServer;
    let front: GrpcFront;
    let running: RunningWorker;

    beforeAll(async () => {
      await given.write(worker());
      for (const { path, from, to } of edits[given.language]) {
        const text = await readFile(join(worker(), path), 'utf8');
        if (!text.includes(from)) throw new Error(`${path} does not say ${from}`);
        await writeFile(
          join(worker(), path),
          text.replace(from, () => to),
        );
      }
      await given.build(worker());
      server = await startTemporal(temporal ?? '', 'images');
      front = new GrpcFront(server.address);
      front.limit = 1024 * 1024;
      running = await startWorkerOf(given, worker(), { TEMPORAL_ADDRESS: await front.listen(), TEMPORAL_PAYLOAD_LIMIT: '1000000' });
      await untilSaid('worker ready', running);
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
