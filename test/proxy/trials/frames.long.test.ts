import { temporal as api } from '@temporalio/proto';
import { describe, expect, test } from 'vitest';
import { workflowService } from '../../support/proxy-caller.ts';
import { proxyBeforeFake } from '../../support/proxy-before-fake.ts';
import { callFrames, flag, frame, frameType, openSocket, writeAll } from '../../support/proxy-frames.ts';
import { startProbe } from '../../support/proxy-probe.ts';
import { mutated, seededRandom, type Random } from '../../support/proxy-random.ts';
import { tokenOf } from '../../support/proxy-config.ts';

/** Seconds; see CONTRIBUTING. */
const duration = Number(process.env['PROXY_FUZZ_SECONDS'] ?? '8');
const seed = Number(process.env['PROXY_FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const sockets = 8;
const megabyte = 2 ** 20;
/** Connections that are not found out yet hold some, those of half a minute at the most. */
const allowance = (64 + 8 * Math.min(duration, 30)) * megabyte;
const growth = (before: number, after: number) => `${Math.round(before / megabyte)} MiB -> ${Math.round(after / megabyte)} MiB`;

describe('a running proxy that is sent wrong frames', () => {
  const world = proxyBeforeFake();

  test('goes on serving others, and keeps nothing of them', async () => {
    const random = seededRandom(seed);
    await fuzz(random, 2);
    const before = world.proxy.residentBytes();
    const probe = startProbe(world.proxy.address);
    const { frames, connections } = await fuzz(random, duration);
    const { done, failed } = await probe.stop();
    const after = world.proxy.residentBytes();
    const told = `seed ${seed}: ${frames} frames on ${connections} connections; ${done} calls beside them; ${growth(before, after)}`;
    process.stderr.write(`${told}\n`);
    expect({ failed, told, log: world.proxy.hasEnded() && world.proxy.log() }).toEqual({ failed: [], told, log: false });
    expect(done).toBeGreaterThan(duration);
    // Node does not see the end of connections that have broken HTTP/2; the proxy has to find them out.
    await expect.poll(openConnections, { timeout: 90_000, interval: 500 }).toBeLessThan(5);
    expect(after - before).toBeLessThan(allowance);
  });

  async function openConnections(): Promise<number> {
    const { text } = await world.proxy.get('/metrics');
    return Number(/^temporal_proxy_client_connections (\d+)/m.exec(text)?.[1]);
  }

  async function fuzz(random: Random, seconds: number): Promise<{ frames: number; connections: number }> {
    const deadline = Date.now() + seconds * 1000;
    let frames = 0;
    let connections = 0;
    const one = async () => {
      while (Date.now() < deadline && !world.proxy.hasEnded()) {
        connections += 1;
        frames += await oneConnection(random, deadline);
      }
    };
    await Promise.all(Array.from({ length: sockets }, one));
    return { frames, connections };
  }

  /** Right frames, then one wrong one after the other, until the proxy hangs up. */
  async function oneConnection(random: Random, deadline: number): Promise<number> {
    const socket = await openSocket(world.proxy.address);
    let sent = 0;
    for (let stream = 1; stream < 400 && Date.now() < deadline; stream += 2) {
      const right = callFrames({ stream, path: `${workflowService}QueryWorkflow`, token: tokenOf('images'), message: someQuery(random) });
      const wrong = [...right, ...extra(stream, random)].map((bytes) => (random.below(3) === 0 ? mutated(bytes, random) : bytes));
      sent += wrong.length;
      if (!(await writeAll(socket, Buffer.concat(wrong)))) break;
    }
    socket.destroy();
    return sent;
  }
});

function someQuery(random: Random): Uint8Array {
  const data = Buffer.alloc(random.below(2000));
  const queryArgs = { payloads: [{ metadata: { encoding: Buffer.from('binary/plain') }, data }] };
  const request = { namespace: 'images', execution: { workflowId: 'fuzz' }, query: { queryType: 'echo', queryArgs } };
  return api.api.workflowservice.v1.QueryWorkflowRequest.encode(request).finish();
}

/** Frames that have their place between calls, with payloads of any kind. */
function extra(stream: number, random: Random): Buffer[] {
  const payload = Buffer.from(Array.from({ length: random.of([0, 1, 4, 5, 6, 8, 9, 40]) }, () => random.below(256)));
  const type = random.of([...Object.values(frameType), 10, 99]);
  const flags = random.of([0, flag.ack, flag.endHeaders, flag.endHeaders | flag.endStream, 0xff]);
  return random.below(2) === 0 ? [] : [frame({ type, flags, stream: random.of([0, stream, stream + 2, 2]), payload })];
}
