import { setTimeout as sleep } from 'node:timers/promises';
import type { NativeConnection, Worker } from '@temporalio/worker';

/** Hears what a process still waits for before it is ready; `undefined` once it waits for nothing. */
export type Tell = (awaited: string | undefined) => void;

type Describe = NativeConnection['workflowService']['describeTaskQueue'];
type Description = Awaited<ReturnType<Describe>>;
type Poller = NonNullable<Description['pollers']>[number];

// TaskQueueType and DescribeTaskQueueMode of Temporal's API, whose package with the names is none of ours.
const types = { workflows: 1, activities: 2 } as const;
const enhanced = 1;

const pauses = [50, 100, 250, 500, 1000];
const oneLook = 5_000;

type WorkerView = Pick<Worker, 'options'>;

interface Poll {
  namespace: string;
  taskQueue: string;
  kind: keyof typeof types;
  identity: string;
}

/** What an SDK worker polls for once it runs. */
function pollsOf({ options }: WorkerView): Poll[] {
  const { namespace, taskQueue, identity } = options;
  const hasWorkflows = options.workflowBundle !== undefined || options.workflowsPath !== undefined;
  const hasActivities = options.enableNonLocalActivities && options.activities.size > 0;
  const poll = (kind: Poll['kind']): Poll => ({ namespace, taskQueue, kind, identity });
  return [...(hasWorkflows ? [poll('workflows')] : []), ...(hasActivities ? [poll('activities')] : [])];
}

/**
 * Whether Temporal has had a poll of every SDK worker. A state of RUNNING says that a worker began to poll, not that
 * Temporal took it; so Temporal itself is asked who polls.
 */
export class FirstPolls {
  readonly #connection: NativeConnection;
  /** With when the poller of that identity was there last: an earlier process of the same pod has the same one. */
  readonly #awaited: Map<Poll, number>;

  private constructor(connection: NativeConnection, awaited: Map<Poll, number>) {
    this.#connection = connection;
    this.#awaited = awaited;
  }

  /** Before any of them runs. */
  static async of(workers: readonly WorkerView[], connection: NativeConnection): Promise<FirstPolls> {
    const polls = workers.flatMap((worker) => pollsOf(worker));
    const seen = await Promise.all(polls.map(async (poll) => [poll, (await lastPoll(connection, poll)).time] as const));
    return new FirstPolls(connection, new Map(seen));
  }

  /** Resolves when all have come, or when `signal` ends the wait. */
  async all(tell: Tell, signal: AbortSignal): Promise<void> {
    for (let looks = 0; this.#awaited.size > 0; looks += 1) {
      const problems = await Promise.all([...this.#awaited].map(async (known) => this.#look(...known)));
      const problem = problems.find((text) => text !== undefined);
      tell(this.#awaited.size === 0 ? undefined : `${this.#names()}${problem === undefined ? '' : ` (${problem})`}`);
      if (signal.aborted) return;
      if (this.#awaited.size > 0)
        await sleep(pauses[looks] ?? pauses.at(-1), undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(poll: Poll, before: number): Promise<string | undefined> {
    const { time, problem } = await lastPoll(this.#connection, poll);
    if (time > before) this.#awaited.delete(poll);
    return problem;
  }

  #names(): string {
    const polls = [...this.#awaited.keys()].map(({ taskQueue, kind }) => `${taskQueue} (${kind})`);
    return `the first poll of ${polls.toSorted().join(', ')}`;
  }
}

interface LastPoll {
  /** Milliseconds by Temporal's own clock; 0: never. */
  time: number;
  problem?: string;
}

async function lastPoll(connection: NativeConnection, poll: Poll): Promise<LastPoll> {
  const [root, everywhere] = await Promise.allSettled([
    connection.withDeadline(Date.now() + oneLook, () => pollersOfRoot(connection, poll)),
    connection.withDeadline(Date.now() + oneLook, () => pollersOfAllPartitions(connection, poll)),
  ]);
  const pollers = [root, everywhere].flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const times = pollers.filter(({ identity }) => identity === poll.identity).map(timeOf);
  const time = Math.max(0, ...times);
  return root.status === 'fulfilled' ? { time } : { time, problem: messageOf(root.reason) };
}

async function describe(
  connection: NativeConnection,
  { namespace, taskQueue }: Poll,
  how: object,
): Promise<Description> {
  const request: object = { namespace, taskQueue: { name: taskQueue }, ...how };
  return connection.workflowService.describeTaskQueue(request);
}

async function pollersOfRoot(connection: NativeConnection, poll: Poll): Promise<Poller[]> {
  const { pollers } = await describe(connection, poll, { taskQueueType: types[poll.kind] });
  return pollers ?? [];
}

/** A queue of a large cluster has several partitions, and only one of them may have our poll; this answer is up to 5 s old. */
async function pollersOfAllPartitions(connection: NativeConnection, poll: Poll): Promise<Poller[]> {
  const { versionsInfo } = await describe(connection, poll, {
    apiMode: enhanced,
    versions: { unversioned: true, allActive: true },
    taskQueueTypes: [types[poll.kind]],
    reportPollers: true,
  });
  const infos = Object.values(versionsInfo ?? {}).flatMap(({ typesInfo }) => Object.values(typesInfo ?? {}));
  return infos.flatMap(({ pollers }) => pollers ?? []);
}

function timeOf({ lastAccessTime }: Poller): number {
  return Number(lastAccessTime?.seconds ?? 0) * 1000 + (lastAccessTime?.nanos ?? 0) / 1_000_000;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
