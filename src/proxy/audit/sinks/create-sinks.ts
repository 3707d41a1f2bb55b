import { sinkName, type CompiledSink } from '../compile.ts';
import type { Delivery } from './delivery.ts';
import { SinkQueue, type QueueDeps } from './queue.ts';

export interface SinksDeps extends QueueDeps {
  readonly deliveryOf: (sink: CompiledSink) => Delivery;
  /** Takes lines that a sink will not have, where none of the sinks is stdout. */
  readonly writeElsewhere: (text: string) => void;
}

export interface Sinks {
  use(sinks: readonly CompiledSink[]): void;
  queues(): readonly SinkQueue[];
}

/** The sinks of configs that follow each other. `close`: milliseconds for what waits for one that a config has no more. */
export function createSinks(deps: SinksDeps, close: number): Sinks {
  let queued: QueuedSink[] = [];
  const onLost: QueueDeps['onLost'] = (name, lost) => {
    deps.onLost(name, lost);
    // Better in the wrong place than nowhere.
    if (!queued.some(({ sink }) => sink.kind === 'stdout')) deps.writeElsewhere(lost.among.map(({ text }) => text).join(''));
  };
  return {
    use(sinks) {
      const planned = planSinks(queued, sinks);
      const unused = queued.filter((one) => !planned.some(({ before }) => before === one));
      queued = planned.map(({ sink, before }) => {
        if (before === undefined) return { sink, queue: new SinkQueue(deps.deliveryOf(sink), { ...deps, onLost }) };
        if (JSON.stringify(before.sink) !== JSON.stringify(sink)) before.queue.use(deps.deliveryOf(sink));
        return { sink, queue: before.queue };
      });
      for (const { queue } of unused) void queue.close(close);
    },
    queues: () => queued.map(({ queue }) => queue),
  };
}

interface QueuedSink {
  readonly sink: CompiledSink;
  readonly queue: SinkQueue;
}

/** What waits for a sink goes on to the one in its place: the same with another credential, or one of its kind at another address. */
function planSinks(
  queues: readonly QueuedSink[],
  sinks: readonly CompiledSink[],
): { sink: CompiledSink; before: QueuedSink | undefined }[] {
  const names = new Set(sinks.map(sinkName));
  const free = queues.filter(({ sink }) => !names.has(sinkName(sink)));
  return sinks.map((sink) => {
    const same = queues.find((one) => sinkName(one.sink) === sinkName(sink));
    if (same !== undefined) return { sink, before: same };
    const index = free.findIndex((one) => one.sink.kind === sink.kind);
    return { sink, before: index === -1 ? undefined : free.splice(index, 1)[0] };
  });
}
