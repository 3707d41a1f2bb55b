import { errorCode, flag, frameType, type FrameHeader } from './frames.ts';

export interface FrameFault {
  readonly code: number;
  readonly what: string;
}

/**
 * What is wrong with a frame by its header alone; `nextId` is the first stream we have not opened. A peer opens none, since it may
 * not push. Source: RFC 9113, 5.1 and 6.
 */
export function faultOf({ type, flags, stream }: FrameHeader, length: number, nextId: number): FrameFault | undefined {
  if (!isRightSize(type, length, flags)) return wrongSize;
  if (type === frameType.settings || type === frameType.ping || type === frameType.goaway) return stream === 0 ? undefined : wrongStream;
  if (!ofStreams.has(type) || (type === frameType.window && stream === 0)) return undefined;
  return isOpened(stream, nextId) ? undefined : wrongStream;
}

/** We have opened it, whether it is still open or not. */
export function isOpened(stream: number, nextId: number): boolean {
  return stream % 2 === 1 && stream < nextId;
}

function isRightSize(type: number, length: number, flags: number): boolean {
  if (type === frameType.settings) return (flags & flag.ack) === 0 ? length % 6 === 0 : length === 0;
  if (type === frameType.ping) return length === 8;
  if (type === frameType.goaway) return length >= 8;
  return (type !== frameType.rst && type !== frameType.window) || length === 4;
}

const ofStreams: ReadonlySet<number> = new Set([
  frameType.data,
  frameType.headers,
  frameType.rst,
  frameType.window,
  frameType.continuation,
]);
const wrongSize: FrameFault = { code: errorCode.frameSize, what: 'a frame has the wrong size' };
const wrongStream: FrameFault = { code: errorCode.protocol, what: 'a frame on a stream that cannot have it' };
