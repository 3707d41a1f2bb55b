import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeProcesses } from '../../../src/adapters/processes.ts';
import { storedInputMetadata } from '../../../src/adapters/temporal/stored-payload.ts';
import { startTemporal, type TemporalServer } from '../../support/temporal-server.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const binary = requireTool('temporal') ?? '';

describeWith(['temporal'], 'what Temporal has stored of an input', () => {
  let server: TemporalServer;
  beforeAll(async () => {
    server = await startTemporal(binary, 'images');
  });
  afterAll(() => server?.close());

  const metadataOf = async (workflowId: string) => {
    const { signal } = new AbortController();
    return await storedInputMetadata({
      binary,
      processes: nodeProcesses,
      signal,
      address: server.address,
      namespace: 'images',
      workflowId,
    });
  };

  test('is told by its metadata, as text', async () => {
    await server.client.workflow.start('Any', { workflowId: 'one', taskQueue: 'any', args: ['x'] });
    expect(await metadataOf('one')).toEqual({ encoding: 'json/plain' });
  });

  test('is nothing for a workflow without an input, or that is not there', async () => {
    await server.client.workflow.start('Any', { workflowId: 'two', taskQueue: 'any' });
    expect(await metadataOf('two')).toBeUndefined();
    expect(await metadataOf('three')).toBeUndefined();
  });
});
