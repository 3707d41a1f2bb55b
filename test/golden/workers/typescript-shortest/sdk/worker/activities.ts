import { markOf } from '../implementation.ts';
import type { WorkerDocument } from './config.ts';
import { ConfigError, mendConfig } from './config-error.ts';

// A file's own types do not matter here: which contract it fulfils is looked up on the function itself.
export type ActivityModules = Readonly<Record<string, () => Promise<{ default: (...args: never[]) => unknown }>>>;
export type LoadedActivities = Record<string, (...args: never[]) => unknown>;

/** Imports the activities the document lists, and no others. */
export async function loadActivities(modules: ActivityModules, document: WorkerDocument): Promise<LoadedActivities> {
  const listed = document.spec.taskQueues.flatMap((queue) =>
    queue.activities.map((name) => ({ name, queue: queue.name })),
  );
  const loaded = await Promise.all(
    listed.map(async ({ name, queue }) => {
      const body = (await modules[name]?.())?.default;
      const contract = markOf(body)?.contract;
      if (contract?.name === name && contract.taskQueue === queue) return { name, body };
      return { name, problem: problemOf(name, queue, contract) };
    }),
  );
  const problems = loaded.flatMap(({ problem }) => problem ?? []);
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.fromEntries(loaded.flatMap(({ name, body }) => (body === undefined ? [] : [[name, body] as const])));
}

function problemOf(name: string, queue: string, contract: { name: string; taskQueue: string } | undefined): string {
  if (contract === undefined) return `Activity ${name} is not made by implement(). ${mendConfig}`;
  if (contract.name !== name)
    return `src/generated/activities.ts has activity ${contract.name} under ${name}. ${mendConfig}`;
  return `Activity ${name} is declared on task queue '${contract.taskQueue}', config says '${queue}'. ${mendConfig}`;
}
