import { grpcStatus, reject, type Rejection } from '../rejection.ts';
import type { Headers } from '../transport/transport.ts';
import type { Method } from '../wire/methods.ts';

/** How a caller wants the payloads of an answer: as it may read them, or all as Temporal has them. */
export type WantedPayloads = 'readable' | 'sealed';

/** For backups, and histories that are to be opened elsewhere. It goes no further than here, as all headers that are not listed. */
export const payloadsHeader = 'temporal-proxy-payloads';

const unknown = reject(grpcStatus.invalidArgument, 'payloads-header', {
  message: `${payloadsHeader} is either left out or has the value sealed.`,
});
const ofWorkers = reject(grpcStatus.invalidArgument, 'payloads-header', {
  message: `${payloadsHeader} is not for calls of workers: they would replay what they cannot read.`,
});

export function wantedPayloads(headers: Headers, { actions }: Method): WantedPayloads | Rejection {
  const value = headers[payloadsHeader];
  if (value === undefined) return 'readable';
  if (value !== 'sealed') return unknown;
  return actions.includes('work') ? ofWorkers : 'sealed';
}
