import type { BundleStamp } from './bundle-stamp.ts';
import type { TaskQueue, WorkerDocument } from './config.ts';
import { mendBuild, mendConfig } from './config-error.ts';

interface Code {
  stamp: BundleStamp;
  /** Names in the generated map of activities. */
  activities: readonly string[];
}

/** Where code and config disagree, each with the command that mends it; nothing when they agree. */
export function compareWithConfig(code: Code, chosen: WorkerDocument, all: readonly WorkerDocument[]): string[] {
  const queues = all.flatMap((document) => document.spec.taskQueues);
  return [
    ...chosen.spec.taskQueues.flatMap((queue) => listedButMissing(code, queue)),
    ...missingLocalActivities(code, chosen),
    ...unlisted(
      'workflow',
      Object.keys(code.stamp.workflows),
      queues.flatMap((queue) => queue.workflows),
    ),
    ...unlisted(
      'activity',
      code.activities,
      queues.flatMap((queue) => queue.activities),
    ),
  ];
}

function listedButMissing({ stamp, activities }: Code, queue: TaskQueue): string[] {
  const workflows = queue.workflows.flatMap((name) => {
    const declared = stamp.workflows[name]?.taskQueue;
    if (declared === queue.name) return [];
    if (declared === undefined)
      return [`Config lists workflow ${name} on ${queue.name}, and the code has none. ${mendBoth}`];
    return [`Workflow ${name} is declared on task queue '${declared}', config says '${queue.name}'. ${mendBoth}`];
  });
  const missing = queue.activities.filter((name) => !activities.includes(name));
  return [
    ...workflows,
    ...missing.map((name) => `Config lists activity ${name} on ${queue.name}, and the code has none. ${mendBoth}`),
  ];
}

/** A local activity runs in the workflow's process, so the same Worker must serve both. */
function missingLocalActivities({ stamp }: Code, { metadata, spec }: WorkerDocument): string[] {
  const served = spec.taskQueues.flatMap((queue) => queue.activities);
  return spec.taskQueues
    .flatMap((queue) => queue.workflows)
    .flatMap((workflow) => {
      const local = stamp.workflows[workflow]?.localActivities ?? [];
      return local
        .filter((name) => !served.includes(name))
        .map((name) => {
          return `Workflow ${workflow} runs activity ${name} locally, and worker ${metadata.name} does not serve it. Give both contracts the same worker, then: ${mendConfig}`;
        });
    });
}

function unlisted(kind: string, names: readonly string[], listed: readonly string[]): string[] {
  return names
    .filter((name) => !listed.includes(name))
    .map((name) => `The code has ${kind} ${name}, and config lists it nowhere. ${mendConfig}`);
}

const mendBoth = `${mendConfig} Then: ${mendBuild}`;
