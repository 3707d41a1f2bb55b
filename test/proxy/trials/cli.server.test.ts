import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeProcesses } from '../../../src/adapters/processes.ts';
import { withoutTemporalSettings } from '../../../src/adapters/temporal/check-binary.ts';
import { physicalName, tokenOf } from '../../support/proxy-config.ts';
import { shownNames } from '../../support/proxy-names.ts';
import { startWorld, type TrialWorld } from '../../support/proxy-world.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const temporal = requireTool('temporal') ?? '';
const taskQueue = 'cli';
const quoted = (text: string) => JSON.stringify(text);

/** As protobuf's JSON shows a payload's bytes. */
const inHistory = (text: string) => Buffer.from(quoted(text)).toString('base64');

describeWith(['temporal'], "Temporal's own command line through the proxy", () => {
  let world: TrialWorld;
  const said: string[] = [];

  beforeAll(async () => {
    world = await startWorld(temporal);
    await world.startWorker(taskQueue);
  });
  afterAll(() => world?.close());

  /** What it prints, or why it failed. */
  async function cli(...args: string[]): Promise<string> {
    const { relay } = world;
    const target = ['--address', relay.address, '--namespace', 'images', '--grpc-meta', `authorization=Bearer ${tokenOf('images')}`];
    const { exitCode, stdout, stderr } = await nodeProcesses.run(temporal, [...args, ...target], { env: withoutTemporalSettings() });
    said.push(stdout, stderr);
    return exitCode === 0 ? stdout : `exit ${String(exitCode)}: ${stderr}`;
  }
  const startTalk = async (workflowId: string) =>
    await cli(
      'workflow',
      'start',
      '--type',
      'conversation',
      '--task-queue',
      taskQueue,
      '--workflow-id',
      workflowId,
      '-i',
      quoted(world.canary),
    );

  test('starts, signals, queries, updates, shows and ends a workflow', async () => {
    const { canary } = world;
    expect(await startTalk('one')).toContain('one');
    const one = ['--workflow-id', 'one'];
    await cli('workflow', 'signal', ...one, '--name', 'say', '-i', quoted(`${canary} said`));
    expect(await cli('workflow', 'update', 'execute', ...one, '--name', 'change', '-i', quoted(`${canary} new`))).toContain(
      `${canary} new is in`,
    );
    expect(await cli('workflow', 'query', ...one, '--type', 'said')).toContain(`${canary} said`);
    expect(await cli('workflow', 'query', ...one, '--type', 'brokenQuery', '-i', quoted(canary))).toContain(`${canary} cannot be told`);
    await cli('workflow', 'signal', ...one, '--name', 'stop');
    expect(await cli('workflow', 'result', ...one)).toContain(`${canary} new`);
    expect(await cli('workflow', 'show', ...one, '--output', 'json')).toContain(inHistory(canary));
    expect(await cli('workflow', 'describe', ...one)).toContain('COMPLETED');
    expect(await cli('workflow', 'list', '--query', 'WorkflowId = "one"')).toContain('conversation');
    expect(await cli('workflow', 'count', '--query', 'WorkflowId = "one"')).toContain('1');
    expect(await cli('workflow', 'trace', ...one, '--no-fold')).toContain('conversation');
  });

  test('resets a workflow, and many by a batch', async () => {
    await startTalk('two');
    await cli('workflow', 'query', '--workflow-id', 'two', '--type', 'said');
    expect(await cli('workflow', 'reset', '--workflow-id', 'two', '--type', 'FirstWorkflowTask', '--reason', 'a trial')).toContain(
      'Resetting workflow two',
    );
    const running = 'WorkflowType = "conversation" AND ExecutionStatus = "Running"';
    const batch = ['--query', running, '--reason', 'a trial', '--yes'];
    const signalled = await cli('workflow', 'signal', ...batch, '--name', 'say', '-i', quoted(`${world.canary} by batch`));
    expect(signalled).toMatch(/batch/i);
    await expect
      .poll(() => cli('workflow', 'query', '--workflow-id', 'two', '--type', 'said'), { timeout: 30_000, interval: 500 })
      .toContain(`${world.canary} by batch`);
    expect(await cli('workflow', 'terminate', ...batch)).toMatch(/batch/i);
    expect(await cli('batch', 'list')).toMatch(/COMPLETED|RUNNING/i);
    await startTalk('three');
    expect(await cli('workflow', 'terminate', '--workflow-id', 'three', '--reason', 'a trial')).not.toContain('exit');
    expect(await cli('workflow', 'show', '--workflow-id', 'three')).toContain('WorkflowExecutionTerminated');
  });

  test('makes, triggers, describes, edits and deletes a schedule', async () => {
    const action = ['--type', 'echo', '--task-queue', taskQueue, '--schedule-id', 'daily', '--workflow-id', 'daily'];
    expect(await cli('schedule', 'create', ...action, '--cron', '0 0 1 1 *', '-i', quoted(world.canary))).not.toContain('exit');
    expect(await cli('schedule', 'trigger', '--schedule-id', 'daily')).not.toContain('exit');
    expect(await cli('schedule', 'describe', '--schedule-id', 'daily', '--output', 'json')).toContain(inHistory(world.canary));
    const edited = quoted(`${world.canary} edited`);
    expect(await cli('schedule', 'update', ...action, '--cron', '0 0 2 1 *', '-i', edited)).not.toContain('exit');
    expect(await cli('schedule', 'describe', '--schedule-id', 'daily', '--output', 'json')).toContain(inHistory(`${world.canary} edited`));
    await expect.poll(() => cli('schedule', 'list'), { timeout: 20_000, interval: 500 }).toContain('daily');
    expect(await cli('schedule', 'delete', '--schedule-id', 'daily')).not.toContain('exit');
  });

  test('describes its namespace and a task queue by their own names', async () => {
    expect(await cli('operator', 'namespace', 'describe')).toMatch(/Name\s+images\n/);
    expect(await cli('task-queue', 'describe', '--task-queue', taskQueue)).toContain('workflow');
    expect(await cli('operator', 'cluster', 'health')).toContain('SERVING');
  });

  test('leaves nothing readable upstream and never shows a name of the server', async () => {
    expect(await world.found([world.canary])).toEqual([]);
    expect(said.join('\n')).not.toContain(physicalName('images'));
    expect(shownNames(world.relay)).toEqual([]);
  });
});
