import { unaudited } from '../audit/audit.ts';
import type { CompiledAudit, CompiledSink } from '../audit/compile.ts';
import { createAudit, type MadeAudit } from '../audit/create-audit.ts';
import type { Delivery } from '../audit/sinks/delivery.ts';
import { fileDelivery } from '../audit/sinks/file.ts';
import { otlpDelivery } from '../audit/sinks/otlp.ts';
import { stdoutDelivery } from '../audit/sinks/stdout.ts';
import type { Observer } from '../observe/create-observe.ts';
import type { Log } from '../observe/log.ts';
import type { ProxyOutside } from './outside.ts';

export interface AuditMaking {
  readonly outside: Pick<ProxyOutside, 'audit' | 'clock' | 'logs'>;
  readonly log: Log;
  readonly observer: Observer;
}

const none: MadeAudit = { ...unaudited, use: () => undefined, sinks: () => [] };

/** `undefined`: a config without a policy, that asks for no audit. */
export function makeAudit(compiled: CompiledAudit | undefined, { outside, log, observer }: AuditMaking): MadeAudit {
  if (compiled === undefined) return none;
  const { metrics } = observer;
  return createAudit(compiled, {
    clock: outside.clock,
    now: () => performance.now(),
    ...(outside.audit.patience === undefined ? {} : { times: { patience: outside.audit.patience } }),
    deliveryOf: (sink) => deliveryOf(sink, outside),
    onEvent: (decision) => metrics.auditEvents.inc({ decision }),
    onLost(sink, { count, detail }) {
      metrics.auditLost.inc({ sink }, count);
      log.writeSeldom('error', { event: 'audit-lost', reason: sink, detail: `${count} events do not get there: ${detail}` });
    },
    onState(sink, failure) {
      if (failure === undefined) log.write('info', { event: 'audit-recovered', reason: sink });
      else log.writeSeldom('error', { event: 'audit-failing', reason: sink, detail: failure });
    },
    writeElsewhere: (text) => outside.logs.write(text),
  });
}

function deliveryOf(sink: CompiledSink, { audit, logs }: AuditMaking['outside']): Delivery {
  if (sink.kind === 'stdout') return stdoutDelivery((text) => logs.write(text));
  if (sink.kind === 'file') return fileDelivery(audit.openAppend(sink.path), () => performance.now());
  const { endpoint, headers, authorities } = sink;
  const resource = { host: audit.host };
  return otlpDelivery({ endpoint: new URL(endpoint), headers, poster: audit.httpPoster({ authorities }), resource });
}
