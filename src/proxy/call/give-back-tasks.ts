import { namespaceHeader } from '../identity/metadata.ts';
import type { Route } from '../routing/route.ts';
import type { Upstream } from '../transport/transport.ts';
import type { Method } from '../wire/methods.ts';
import { failTask, type TaskFailure } from '../wire/task-failures.ts';
import { readMessages } from '../wire/top-level.ts';

export interface GiveBackInput {
  readonly method: Method;
  /** The response as it came from Temporal. */
  readonly message: Buffer;
  readonly route: Route;
  readonly upstream: Upstream;
}

/** Milliseconds Temporal has to take a task back; after that it times out as if its worker had died. */
const patience = 10_000;
const reason = 'A payload of this task cannot be opened by the proxy; its log says why.';

/**
 * Fails every task in a response that cannot be handed on, so that Temporal gives it out anew now and not after its timeout.
 * Returns how many there were.
 */
export function giveBackTasks({ method, message, route, upstream }: GiveBackInput): number {
  const failures = failuresOf(method, message, { namespace: route.physical, identity: 'temporal-proxy', reason });
  const metadata = { [namespaceHeader]: route.physical };
  for (const failure of failures) upstream.call({ ...failure, metadata, deadline: performance.now() + patience }, () => undefined);
  return failures.length;
}

function failuresOf({ poll, tasks }: Method, message: Buffer, input: Parameters<typeof failTask>[2]): TaskFailure[] {
  const found = poll === undefined ? [] : [failTask(poll, message, input)];
  const eager = tasks.flatMap(({ number, kind }) => readMessages(message, number).map((task) => failTask(kind, task, input)));
  return [...found, ...eager].filter((failure) => failure !== undefined);
}
