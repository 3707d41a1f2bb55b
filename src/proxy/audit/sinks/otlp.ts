import type { HttpPostAnswer, HttpPoster } from '../../../adapters/http-post.ts';
import { delivered, type AuditLine, type Delivery, type DeliveryOutcome } from './delivery.ts';
import { otlpRequest, type OtlpResource } from './otlp-request.ts';

export interface OtlpInput {
  readonly endpoint: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly poster: HttpPoster;
  readonly resource: OtlpResource;
  /** Milliseconds for one request. */
  readonly timeout?: number;
}

const usualTimeout = 10_000;
const longestWait = 60_000;

/**
 * Lines as OTLP log records. Against the specification in one point: what it says must not be tried again is tried again, unless the
 * other side says that the records themselves are wrong. Credentials and addresses are mended; an event that is gone is gone.
 */
export function otlpDelivery({ endpoint, headers, poster, resource, timeout = usualTimeout }: OtlpInput): Delivery {
  const send = async (lines: readonly AuditLine[]): Promise<DeliveryOutcome> => {
    const request = { headers: { ...headers, 'content-type': 'application/json' }, body: otlpRequest(lines, resource), timeout };
    const answer = await poster.post(endpoint, request);
    if (answer.status === tooMuch && lines.length > 1) return await send(lines.slice(0, Math.ceil(lines.length / 2)));
    return outcomeOf(answer, lines.length);
  };
  return {
    name: 'otlp',
    batch: { lines: 512, characters: 2 ** 20 },
    gather: 500,
    longestPause: 30_000,
    deliver: async (lines) => (lines.length === 0 ? delivered(0) : await send(lines)),
    async close() {
      poster.close();
      await Promise.resolve();
    },
  };
}

const [badData, tooMuch] = [400, 413];

function outcomeOf(answer: HttpPostAnswer, count: number): DeliveryOutcome {
  const { status, retryAfter } = answer;
  if (status >= 200 && status < 300) return { ...delivered(count), refused: Math.min(count, refusedIn(answer.body)) };
  if (status === badData || status === tooMuch) return { taken: count, refused: count, failure: undefined };
  const wait = waitOf(retryAfter);
  return { taken: 0, refused: 0, failure: { detail: `answered ${status}`, ...(wait === undefined ? {} : { wait }) } };
}

/** `partialSuccess.rejectedLogRecords`: what it has not taken, and will not. */
function refusedIn(body: string): number {
  try {
    const { partialSuccess } = JSON.parse(body) as { partialSuccess?: { rejectedLogRecords?: string | number } };
    const count = Number(partialSuccess?.rejectedLogRecords ?? 0);
    return Number.isSafeInteger(count) && count > 0 ? count : 0;
  } catch {
    return 0;
  }
}

/** Seconds alone: a date would need two clocks that agree. */
function waitOf(retryAfter: string | undefined): number | undefined {
  return retryAfter !== undefined && /^\d{1,6}$/.test(retryAfter) ? Math.min(Number(retryAfter) * 1_000, longestWait) : undefined;
}
