import * as fc from 'fast-check';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { ClientSession } from '../../../src/proxy/transport/h2/client-session.ts';
import type { StreamSink } from '../../../src/proxy/transport/h2/client-stream.ts';
import { raw } from './hostile-peer.ts';

/** What a session needs of a socket, without a kernel between. */
class Wire extends Duplex {
  override _read(): void {}
  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done();
  }
  destroySoon(): void {
    this.end(() => this.destroy());
  }
}

/** Counts how often a stream has ended, in whatever way. */
class Sink implements StreamSink {
  ends = 0;
  late = 0;
  onHeaders(): void {
    this.#live();
  }
  onData(): void {
    this.#live();
  }
  onTooLarge(): void {
    this.#live();
  }
  onEnd(): void {
    this.ends++;
  }
  onReset(): void {
    this.ends++;
  }
  onRefused(): void {
    this.ends++;
  }
  onLost(): void {
    this.ends++;
  }
  #live(): void {
    if (this.ends > 0) this.late++;
  }
}

const fields: [string, string][] = [
  [':method', 'POST'],
  [':path', '/test/Echo'],
];
const stream = fc.oneof(fc.integer({ min: 0, max: 8 }), fc.nat());
const payload = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  // Blocks that can be read, so that what comes behind HEADERS is reached.
  fc
    .constantFrom('', '88', '885f106170706c69636174696f6e2f67727063', '0401', '00000000', '7fffffff', '0000000000000000', '000400000000')
    .map((hex) => Buffer.from(hex, 'hex')),
);
const anyFrame = fc
  .record({
    type: fc.integer({ min: 0, max: 11 }),
    flags: fc.oneof(fc.constantFrom(0, 1, 4, 5, 8, 12, 32), fc.integer({ max: 255, min: 0 })),
    stream,
    payload,
  })
  .map((frame) => raw(frame.type, frame.stream, { flags: frame.flags, payload: Buffer.from(frame.payload) }));
const bytes = fc.array(
  fc.oneof({ weight: 8, arbitrary: anyFrame }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 30 }).map((own) => Buffer.from(own)) }),
  {
    maxLength: 12,
  },
);

test('whatever a peer sends, nothing is thrown and each stream ends once', async () => {
  await fc.assert(
    fc.asyncProperty(bytes, fc.nat(64), async (parts, cut) => {
      const wire = new Wire();
      let closes = 0;
      const session = new ClientSession(wire as unknown as Socket, {
        streamWindowBytes: 1000,
        connectionWindowBytes: 100_000,
        onSettings: () => undefined,
        onGoaway: () => undefined,
        onClose: () => closes++,
      });
      session.read(raw(4, 0));
      const sinks = [new Sink(), new Sink(), new Sink()];
      for (const sink of sinks) session.request(fields, Buffer.from('hello'), sink);
      const whole = Buffer.concat(parts);
      session.read(whole.subarray(0, cut));
      session.read(whole.subarray(cut));
      session.destroy();
      await new Promise((resolve) => void setImmediate(resolve));
      expect(closes).toBe(1);
      for (const { ends, late } of sinks) expect([ends, late]).toEqual([1, 0]);
    }),
    { numRuns: 4000, seed: 20_261_126 },
  );
});
