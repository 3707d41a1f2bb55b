import type { HttpPostAnswer, HttpPoster } from '../../../adapters/http-post.ts';
import { cleanText } from '../clean-text.ts';
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
const largest = 512;
/** Tries of a record alone that are answered with `failed`, before it is the record. */
const triesAlone = 5;

/**
 * Lines as OTLP log records. Against the specification in one point: what it says must not be tried again is tried again, unless the
 * other side says that the records themselves are wrong. Credentials and addresses are mended; an event that is gone is gone.
 * Records that are not taken go in ever smaller parts, so that one that is wrong takes no other with it.
 */
export function otlpDelivery({ endpoint, headers, poster, resource, timeout = usualTimeout }: OtlpInput): Delivery {
  let most = largest;
  let failedAlone = 0;
  const send = async (lines: readonly AuditLine[]): Promise<DeliveryOutcome> => {
    const request = { headers: { ...headers, 'content-type': 'application/json' }, body: otlpRequest(lines, resource), timeout };
    const answer = await poster.post(endpoint, request);
    const isOne = lines.length === 1;
    failedAlone = isOne && answer.status === failed ? failedAlone + 1 : 0;
    if (isOfRecords(answer.status)) {
      if (isOne) return refusedOne(answer);
      most = Math.ceil(lines.length / 2);
      return await send(lines.slice(0, most));
    }
    if (answer.status === failed) {
      most = 1;
      if (failedAlone >= triesAlone) return refusedOne(answer);
    }
    const outcome = outcomeOf(answer, lines.length);
    if (outcome.failure === undefined) most = Math.min(largest, most * 2);
    return outcome;
  };
  return {
    name: 'otlp',
    batch: { lines: largest, characters: 2 ** 20 },
    gather: 500,
    longestPause: 30_000,
    deliver: async (lines) => (lines.length === 0 ? delivered(0) : await send(lines.slice(0, most))),
    async close() {
      poster.close();
      await Promise.resolve();
    },
  };
}

/** Collectors say it of a record that one of their exporters cannot take, and of much else. */
const failed = 500;

const isOfRecords = (status: number): boolean => status === 400 || status === 413;

function refusedOne(answer: HttpPostAnswer): DeliveryOutcome {
  return { taken: 1, refused: 1, refusal: told(answer), failure: undefined };
}

function outcomeOf(answer: HttpPostAnswer, count: number): DeliveryOutcome {
  const { status, retryAfter, body } = answer;
  if (status >= 200 && status < 300) return { ...delivered(count), ...refusedIn(body, count) };
  const wait = waitOf(retryAfter);
  return { taken: 0, refused: 0, failure: { detail: told(answer), ...(wait === undefined ? {} : { wait }) } };
}

/** With what it says beside: a collector names the field that it cannot read. */
function told({ status, body }: HttpPostAnswer): string {
  const { message } = objectIn(body) as { message?: unknown };
  return typeof message === 'string' ? `answered ${status}: ${cleanText(message)}` : `answered ${status}`;
}

/** `partialSuccess`: what it has not taken, and will not. */
function refusedIn(body: string, sent: number): Pick<DeliveryOutcome, 'refused' | 'refusal'> {
  const { partialSuccess } = objectIn(body) as { partialSuccess?: { rejectedLogRecords?: string | number; errorMessage?: unknown } };
  const count = Number(partialSuccess?.rejectedLogRecords ?? 0);
  const message = partialSuccess?.errorMessage;
  return {
    refused: Number.isSafeInteger(count) && count > 0 ? Math.min(count, sent) : 0,
    ...(typeof message === 'string' ? { refusal: cleanText(message) } : {}),
  };
}

function objectIn(body: string): object {
  try {
    const read: unknown = JSON.parse(body);
    return typeof read === 'object' && read !== null ? read : {};
  } catch {
    return {};
  }
}

/** Seconds alone: a date would need two clocks that agree. */
function waitOf(retryAfter: string | undefined): number | undefined {
  return retryAfter !== undefined && /^\d{1,6}$/.test(retryAfter) ? Math.min(Number(retryAfter) * 1_000, longestWait) : undefined;
}
