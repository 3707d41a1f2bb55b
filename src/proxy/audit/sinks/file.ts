import type { AppendFile } from '../../../adapters/append-file.ts';
import { delivered, type AuditLine, type Delivery, type DeliveryOutcome } from './delivery.ts';

/** Milliseconds between two flushes to the disk while events come. */
const flushEvery = 1_000;
const lineEnd = '\n'.charCodeAt(0);

/**
 * Lines at the end of a file. What was written is flushed to the disk once a second and at the end; a write that stops half-way is
 * taken up at the line it stopped in, which then stands there twice, the first time cut off.
 */
export function fileDelivery(file: AppendFile, now: () => number): Delivery {
  let flushedAt = now();
  let isFlushed = true;
  let isCutOff = false;
  let timer: NodeJS.Timeout | undefined;
  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (isFlushed) return;
    await file.flush();
    isFlushed = true;
    flushedAt = now();
  };
  return {
    name: 'file',
    batch: { lines: 500, characters: 256 * 1_024 },
    gather: 0,
    longestPause: 5_000,
    async deliver(lines) {
      const bytes = Buffer.from((isCutOff ? '\n' : '') + lines.map(({ text }) => text).join(''));
      const { written, error } = await file.append(bytes);
      if (written > 0) {
        isFlushed = false;
        isCutOff = bytes[written - 1] !== lineEnd;
      }
      if (error !== undefined)
        return { taken: wholeLines(lines, bytes.subarray(0, written)), refused: 0, failure: { detail: error.message } };
      if (now() - flushedAt >= flushEvery) return { taken: lines.length, refused: 0, failure: await failureOf(flush) };
      // A flush that fails here fails again with the next lines, which then say so.
      timer ??= setTimeout(() => void failureOf(flush), flushEvery).unref();
      return delivered(lines.length);
    },
    async close() {
      await failureOf(flush);
      await file.close();
    },
  };
}

async function failureOf(work: () => Promise<void>): Promise<DeliveryOutcome['failure']> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return { detail: error instanceof Error ? error.message : String(error) };
  }
}

/** A first byte that ends the line cut off before belongs to none of these. */
function wholeLines(lines: readonly AuditLine[], written: Buffer): number {
  let rest = written[0] === lineEnd ? written.length - 1 : written.length;
  let whole = 0;
  for (const { text } of lines) {
    rest -= Buffer.byteLength(text);
    if (rest < 0) break;
    whole += 1;
  }
  return whole;
}
