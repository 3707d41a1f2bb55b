import { grpcStatus, reject } from '../rejection.ts';
import type { Audit, AuditedCall } from './audit.ts';
import type { CompiledAudit } from './compile.ts';
import type { AuditEvent } from './event.ts';
import { createFloods, floodWindow } from './floods.ts';
import { makeEvent, rightsWanted } from './make-event.ts';
import { isDenial, willBeWritten, writtenRights } from './matters.ts';
import type { Delivery } from './sinks/delivery.ts';
import { SinkQueue, type QueueDeps } from './sinks/queue.ts';

export interface AuditDeps extends QueueDeps {
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly deliveries: readonly Delivery[];
  readonly onEvent: (decision: AuditEvent['decision']) => void;
  readonly times?: Partial<AuditTimes>;
}

/** Milliseconds. */
interface AuditTimes {
  /** How long a sink may fail before calls are refused, where the config has them refused. */
  readonly patience: number;
  /** For what still waits when the proxy ends. */
  readonly close: number;
}

const usualTimes: AuditTimes = { patience: 5_000, close: 5_000 };

const unavailable = reject(grpcStatus.unavailable, 'audit-unavailable', {
  message: 'This call has to be audited, and that cannot be done at this moment; try again.',
});

/** Writes events to every sink of a config; each has a queue of its own, so that one that fails keeps none from the others. */
export function createAudit({ whenFailing }: Pick<CompiledAudit, 'whenFailing'>, deps: AuditDeps): Audit & AuditState {
  const { patience, close } = { ...usualTimes, ...deps.times };
  const queues = deps.deliveries.map((delivery) => new SinkQueue(delivery, deps));
  const write = (event: AuditEvent): void => {
    const text = `${JSON.stringify(event)}\n`;
    deps.onEvent(event.decision);
    for (const queue of queues) queue.put({ event, text });
  };
  const floods = createFloods(write);
  const timer = setInterval(() => floods.turn(), floodWindow).unref();
  const denied = (call: AuditedCall): void => {
    const decision = call.isCut ? 'cut' : 'denied';
    floods.denied(call, () => makeEvent(call, { decision, rights: rightsWanted(call), now: deps.clock() }));
  };
  return {
    ended(call) {
      if (call.rejection !== undefined && (call.isCut || isDenial(call.rejection))) return denied(call);
      const rights = writtenRights(call);
      if (rights !== 0) write(makeEvent(call, { decision: 'allowed', rights, now: deps.clock() }));
    },
    refusal(call) {
      if (whenFailing === 'continue' || !willBeWritten(call)) return undefined;
      return queues.some((queue) => queue.isAtRisk(patience)) ? unavailable : undefined;
    },
    sinks: () => queues.map((queue) => ({ name: queue.name, waiting: queue.waiting, isFailing: queue.isFailing() })),
    async close() {
      clearInterval(timer);
      floods.turn();
      await Promise.all(queues.map(async (queue) => await queue.close(close)));
    },
  };
}

/** For metrics. */
export interface AuditState {
  sinks(): readonly { readonly name: string; readonly waiting: number; readonly isFailing: boolean }[];
}
