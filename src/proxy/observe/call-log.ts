import { grpcStatus } from '../rejection.ts';
import type { CallLog, CallSeries } from './call-series.ts';
import { codeName } from './code-name.ts';
import type { Log, LogLine } from './log.ts';
import type { CallEnd } from './observe.ts';

const hour = 3_600_000;

/** What is written of a call: of those that went wrong always, of the others only at debug. */
export function createCallLog(log: Log): CallLog {
  return (series, end, elapsed) => {
    if (end.opened !== undefined && end.opened.unknownFields > 0) warnOfUnknownFields(log, series, end.opened.unknownFields);
    if (end.status === grpcStatus.ok && end.rejection === undefined) {
      if (log.isDebug()) log.write('debug', lineOf('call', { series, end, elapsed }));
      return;
    }
    if (end.rejection !== undefined) {
      log.writeSeldom(end.status === grpcStatus.internal ? 'error' : 'warn', lineOf('refused', { series, end, elapsed }));
      return;
    }
    // Callers that leave, above all pollers that stop, are no failure of anything.
    if (end.status !== grpcStatus.cancelled) log.writeSeldom('info', lineOf('failed', { series, end, elapsed }));
    else if (log.isDebug()) log.write('debug', lineOf('gone', { series, end, elapsed }));
  };
}

interface Ended {
  series: CallSeries;
  end: CallEnd;
  elapsed: number;
}

function lineOf(event: string, { series, end, elapsed }: Ended): LogLine {
  return {
    event,
    method: series.method,
    namespace: series.place.namespace,
    owner: series.place.owner,
    subject: end.identity?.subject,
    peer: end.peer,
    code: codeName(end.status),
    reason: end.rejection?.reason,
    durationMs: elapsed,
    detail: end.rejection?.detail,
  };
}

/** Told once an hour for each method and namespace: what the server has sent and this version could not open goes on sealed. */
function warnOfUnknownFields(log: Log, { method, place }: CallSeries, count: number): void {
  const detail = `${count} fields of a response are unknown to this version; payloads in them stay sealed until the proxy is upgraded`;
  log.writeSeldom('warn', { event: 'unknown-fields', method, namespace: place.namespace, owner: place.owner, detail }, hour);
}
