import type { Method } from '../wire/methods.ts';
import type { Urgency } from './gate.ts';

const stopping: ReadonlySet<string> = new Set(['StopBatchOperation']);

/**
 * How a call comes to its turn; `undefined`: it is never limited.
 *
 * What workers report is never limited: a completion that is refused is work done twice, a heartbeat that is refused an activity
 * that times out. What stops something is limited like the rest but goes before it, so that whoever has filled
 * a namespace with starts can still be stopped.
 */
export function urgencyOf({ name, actions, poll }: Method): Urgency | undefined {
  if (poll !== undefined) return 'poll';
  if (actions.includes('work')) return undefined;
  return stopping.has(name) || actions.every((action) => action === 'terminate') ? 'urgent' : 'call';
}
