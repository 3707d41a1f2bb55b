/** Source: RFC 9113, 6. */
export const frameType = {
  data: 0,
  headers: 1,
  priority: 2,
  rst: 3,
  settings: 4,
  push: 5,
  ping: 6,
  goaway: 7,
  window: 8,
  continuation: 9,
} as const;
export const flag = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 32 } as const;
export const setting = {
  headerTableSize: 1,
  enablePush: 2,
  maxConcurrentStreams: 3,
  initialWindowSize: 4,
  maxFrameSize: 5,
  maxHeaderListSize: 6,
} as const;
/** Source: RFC 9113, 7. */
export const errorCode = {
  none: 0,
  protocol: 1,
  flowControl: 3,
  frameSize: 6,
  refusedStream: 7,
  cancel: 8,
  compression: 9,
  enhanceYourCalm: 11,
} as const;

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
export const frameHeaderBytes = 9;
export const defaultFrameSize = 16_384;
export const defaultWindow = 65_535;
/** Of one answer, uncompressed. A peer that has more to say resets that stream, or we do. */
export const largestHeaderList = 65_536;
export const largestWindow = 2 ** 31 - 1;

export interface FrameHeader {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
}

export function writeFrameHeader(into: Buffer, at: number, { type, flags, stream, length }: FrameHeader & { length: number }): void {
  into.writeUIntBE(length, at, 3);
  into[at + 3] = type;
  into[at + 4] = flags;
  into.writeUInt32BE(stream, at + 5);
}

export function frameOf(header: FrameHeader, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(frameHeaderBytes + payload.length);
  writeFrameHeader(frame, 0, { ...header, length: payload.length });
  frame.set(payload, frameHeaderBytes);
  return frame;
}

function settingsFrame(settings: readonly (readonly [number, number])[]): Buffer {
  const payload = Buffer.allocUnsafe(settings.length * 6);
  for (const [at, [id, value]] of settings.entries()) {
    payload.writeUInt16BE(id, at * 6);
    payload.writeUInt32BE(value, at * 6 + 2);
  }
  return frameOf({ type: frameType.settings, flags: 0, stream: 0 }, payload);
}

export function numberFrame(type: number, stream: number, value: number): Buffer {
  const payload = Buffer.allocUnsafe(4);
  payload.writeUInt32BE(value);
  return frameOf({ type, flags: 0, stream }, payload);
}

/** What is left of a payload without padding and priority; `undefined` when they say more than there is. */
export function stripPadding(payload: Buffer, flags: number): Buffer | undefined {
  let start = 0;
  let end = payload.length;
  if ((flags & flag.padded) !== 0) {
    start = 1;
    end -= payload[0] ?? 0;
  }
  if ((flags & flag.priority) !== 0) start += 5;
  return start <= end ? payload.subarray(start, end) : undefined;
}

/** Nothing of the peer's has been looked at: we are a client, and take no streams. */
export function goawayFrame(code: number): Buffer {
  const payload = Buffer.alloc(8);
  payload.writeUInt32BE(code, 4);
  return frameOf({ type: frameType.goaway, flags: 0, stream: 0 }, payload);
}

/** What a client says first: no push, and the windows it gives. */
export function greeting(windows: { readonly streamWindowBytes: number; readonly connectionWindowBytes: number }): Buffer[] {
  const settings = settingsFrame([
    [setting.enablePush, 0],
    [setting.initialWindowSize, windows.streamWindowBytes],
    [setting.maxHeaderListSize, largestHeaderList],
  ]);
  const more = windows.connectionWindowBytes - defaultWindow;
  return more > 0 ? [preface, settings, numberFrame(frameType.window, 0, more)] : [preface, settings];
}
