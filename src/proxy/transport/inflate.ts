import { gunzip, gunzipSync } from 'node:zlib';

export type InflateOutcome = { kind: 'inflated'; bytes: Buffer } | { kind: 'too-large' } | { kind: 'malformed' };

/** Under this a thread costs more than the work; even a bomb of this size ends at the cap within milliseconds. */
const inline = 8192;

/** gzip alone, as SDKs send it; stops as soon as more than `maximumBytes` have come out. */
export function inflate(bytes: Buffer, maximumBytes: number, done: (outcome: InflateOutcome) => void): void {
  const options = { maxOutputLength: Math.max(1, maximumBytes) };
  if (bytes.length > inline) {
    gunzip(bytes, options, (error, result) => done(error === null ? { kind: 'inflated', bytes: result } : failure(error)));
    return;
  }
  done(inflateNow(bytes, options));
}

function inflateNow(bytes: Buffer, options: { maxOutputLength: number }): InflateOutcome {
  try {
    return { kind: 'inflated', bytes: gunzipSync(bytes, options) };
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): InflateOutcome {
  const isTooLarge = error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
  return { kind: isTooLarge ? 'too-large' : 'malformed' };
}
