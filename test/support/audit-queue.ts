import { onTestFinished } from 'vitest';
import type { AuditEvent } from '../../src/proxy/audit/event.ts';
import type { AuditLine, Delivery } from '../../src/proxy/audit/sinks/delivery.ts';
import { SinkQueue, type LostLines, type QueueDeps } from '../../src/proxy/audit/sinks/queue.ts';

export function auditLine(id: string, change: Partial<AuditEvent> = {}): AuditLine {
  const event: AuditEvent = {
    kind: 'audit',
    schemaVersion: 1,
    id,
    time: '2026-01-02T03:04:05.678Z',
    decision: 'allowed',
    rights: ['start'],
    method: 'StartWorkflowExecution',
    caller: { peer: '10.0.0.1:1', subject: 'ada' },
    status: 'OK',
    ...change,
  };
  return { event, text: `${JSON.stringify(event)}\n` };
}

export function queued(delivery: Delivery, capacity?: QueueDeps['capacity']) {
  const [lost, states]: [LostLines[], (string | undefined)[]] = [[], []];
  const queue = new SinkQueue(delivery, {
    now: () => performance.now(),
    onLost: (_, lines) => void lost.push(lines),
    onState: (_, failure) => void states.push(failure),
    ...(capacity === undefined ? {} : { capacity }),
  });
  onTestFinished(async () => await queue.close(0));
  return { queue, lost, states };
}
