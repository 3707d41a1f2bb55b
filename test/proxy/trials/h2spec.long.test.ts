import { createServer } from 'node:http2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeProcesses } from '../../../src/adapters/processes.ts';
import { startFakeUpstream, type FakeUpstream } from '../../support/proxy-fake-upstream.ts';
import { startProxy, type ProxyProcess } from '../../support/proxy.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const h2spec = requireTool('h2spec') ?? '';

describeWith(['h2spec'], 'h2spec', () => {
  let upstream: FakeUpstream;
  let proxy: ProxyProcess;
  const plain = createServer();

  beforeAll(async () => {
    plain.on('sessionError', () => undefined);
    plain.on('stream', (stream) => {
      stream.on('error', () => undefined);
      stream.respond({ ':status': 200 });
      stream.end('as plain as can be');
    });
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    upstream = await startFakeUpstream();
    proxy = await startProxy({ upstream: upstream.address });
  });
  afterAll(async () => {
    plain.close();
    await proxy?.close();
    await upstream?.close();
  });

  test('finds no more wrong with the proxy than with plain node:http2', async () => {
    const at = plain.address();
    if (at === null || typeof at === 'string') throw new Error('no TCP address');
    const [ours, theirs] = await Promise.all([examine(proxy.address), examine(`127.0.0.1:${at.port}`)]);
    expect(theirs.passed).toBeGreaterThan(100);
    const isWorse = ours.passed < theirs.passed || ours.failed > theirs.failed;
    expect(isWorse ? ours : 'no worse').toBe('no worse');
  });
});

async function examine(address: string): Promise<{ passed: number; failed: number; report: string }> {
  const [host = '', port = ''] = address.split(':');
  const { stdout } = await nodeProcesses.run(h2spec, ['--host', host, '--port', port, '--timeout', '2'], { timeout: 240_000 });
  const counts = /(\d+) tests, (\d+) passed, \d+ skipped, (\d+) failed/.exec(stdout);
  if (counts === null) throw new Error(`h2spec says nothing of tests:\n${stdout.slice(-2000)}`);
  return { passed: Number(counts[2]), failed: Number(counts[3]), report: stdout.slice(stdout.lastIndexOf('Failures:')) };
}
