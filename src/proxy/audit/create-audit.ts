import { grpcStatus, reject } from '../rejection.ts';
import type { Audit, AuditedCall } from './audit.ts';
import type { CompiledAudit } from './compile.ts';
import type { AuditEvent } from './event.ts';
import { createFloods, floodWindow } from './floods.ts';
import { makeEvent, rightsWanted } from './make-event.ts';
import { isDenial, willBeWritten, writtenRights } from './matters.ts';
import { reloadEvent } from './reload-event.ts';
import { createSinks, type SinksDeps } from './sinks/create-sinks.ts';

export interface AuditDeps extends SinksDeps {
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
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
export function createAudit(first: CompiledAudit, deps: AuditDeps): MadeAudit {
  const { patience, close } = { ...usualTimes, ...deps.times };
  let { whenFailing } = first;
  const sinks = createSinks(deps, close);
  sinks.use(first.sinks);
  const write = (event: AuditEvent): void => {
    const text = `${JSON.stringify(event)}\n`;
    deps.onEvent(event.decision);
    for (const queue of sinks.queues()) queue.put({ event, text });
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
    reloaded(reload) {
      write(reloadEvent(reload, deps.clock()));
    },
    refusal(call) {
      if (whenFailing === 'continue' || !willBeWritten(call)) return undefined;
      return sinks.queues().some((queue) => queue.isAtRisk(patience)) ? unavailable : undefined;
    },
    use(compiled) {
      ({ whenFailing } = compiled);
      sinks.use(compiled.sinks);
    },
    sinks: () => sinks.queues().map((queue) => ({ name: queue.name, waiting: queue.waiting, isFailing: queue.isFailing() })),
    async close() {
      clearInterval(timer);
      floods.turn();
      await Promise.all(sinks.queues().map(async (queue) => await queue.close(close)));
    },
  };
}

/** An audit with a lifetime: configs that follow each other go on with it. */
export interface MadeAudit extends Audit {
  use(compiled: CompiledAudit): void;
  /** For metrics. */
  sinks(): readonly { readonly name: string; readonly waiting: number; readonly isFailing: boolean }[];
}
