import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { ClientSession } from '../../../src/proxy/transport/h2/client-session.ts';
import type { StreamSink } from '../../../src/proxy/transport/h2/client-stream.ts';
import { flag, frameType } from '../../../src/proxy/transport/h2/frames.ts';
import type { HeaderFields } from '../../../src/proxy/transport/h2/hpack-decoder.ts';
import { MessageReader } from '../../../src/proxy/transport/message-reader.ts';
import { answerHead, blockOf, data, raw, trailers } from './hostile-peer.ts';
import { frame } from './raw-client.ts';

const message = Buffer.from('a message that is longer than most of the pieces it comes in');
const block = blockOf(answerHead);
/** HEADERS with a CONTINUATION, DATA, trailers. */
const answer = Buffer.concat([
  raw(frameType.settings, 0),
  raw(frameType.headers, 1, { payload: block.subarray(0, 9) }),
  raw(frameType.continuation, 1, { flags: flag.endHeaders, payload: block.subarray(9) }),
  data(1, frame(message)),
  trailers(1),
]);

class Sink implements StreamSink {
  readonly reader = new MessageReader(1000);
  readonly heads: HeaderFields[] = [];
  hasEnded = false;
  onHeaders(fields: HeaderFields): void {
    this.heads.push(fields);
  }
  onData(piece: Buffer): void {
    this.reader.feed(piece);
  }
  onEnd(): void {
    this.hasEnded = true;
  }
  onTooLarge(): void {}
  onReset(): void {}
  onRefused(): void {}
  onLost(): void {}
}

test.each([
  { title: 'as it comes', isHeld: false },
  { title: 'once it is resumed', isHeld: true },
])('an answer is whole $title, though the socket reads into the same buffer again', ({ isHeld }) => {
  for (let size = 1; size <= answer.length; size += 1) {
    const session = new ClientSession(new PassThrough() as unknown as Socket, {
      streamWindowBytes: 65_536,
      connectionWindowBytes: 65_536,
      onSettings: () => undefined,
      onGoaway: () => undefined,
      onClose: () => undefined,
    });
    const sink = new Sink();
    const stream = session.request([[':method', 'POST']], Buffer.from('hello'), sink);
    if (isHeld) stream.held = [];
    const buffer = Buffer.alloc(size);
    for (let at = 0; at < answer.length; at += size) {
      session.read(buffer.subarray(0, answer.copy(buffer, 0, at, at + size)));
      buffer.fill(0xff);
    }
    if (isHeld) session.resume(stream);
    expect(sink.heads[0]).toMatchObject({ ':status': '200', 'content-type': 'application/grpc' });
    expect(sink.reader.message?.toString()).toBe(message.toString());
    expect([sink.heads.length, sink.hasEnded]).toEqual([2, true]);
  }
});
