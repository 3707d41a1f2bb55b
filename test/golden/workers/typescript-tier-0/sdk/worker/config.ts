import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod/mini';
import { check } from '../payloads.ts';
import { ConfigError, mendConfig } from './config-error.ts';

const duration = z.string().check(z.regex(/^\d+(ms|s|m|h|d)$/));
const queue = z.object({
  name: z.string(),
  workflows: z._default(z.array(z.string()), []),
  activities: z._default(z.array(z.string()), []),
});

/** What the bootstrap needs of a `Worker` document; a newer tool may write more. */
const workerDocument = z.object({
  kind: z.literal('Worker'),
  metadata: z.object({ name: z.string(), owner: z.string(), tier: z.int() }),
  spec: z.object({
    namespace: z.string(),
    taskQueues: z.array(queue).check(z.minLength(1)),
    scaling: z.object({
      workflowSlots: z.int(),
      activitySlots: z.int(),
      pollers: z.object({ minimum: z.int(), initial: z.int(), maximum: z.int() }),
      shutdownGrace: duration,
    }),
    versioning: z.enum(['none', 'pinned', 'auto-upgrade']),
  }),
});
export type WorkerDocument = z.infer<typeof workerDocument>;
export type TaskQueue = WorkerDocument['spec']['taskQueues'][number];

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds that running activities get after SIGTERM. */
export function graceOf(document: WorkerDocument): number {
  const [, amount, unit = 'ms'] = /^(\d+)(\w+)$/.exec(document.spec.scaling.shutdownGrace) ?? [];
  return Number(amount) * (units[unit] ?? 1);
}

/** Every `Worker` document of the service: one process serves one of them. */
export async function readWorkerDocuments(directory: string): Promise<WorkerDocument[]> {
  const path = join(directory, 'workers.yaml');
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new ConfigError([`${path} cannot be read (${cause.message}). ${mendConfig}`]);
  });
  const parsed = parseAllDocuments(text).map((document, index) => {
    return check(`${path} document ${index + 1}`, workerDocument, document.toJS());
  });
  const problems = parsed.flatMap((checked) => (checked.valid ? [] : [`${checked.problem}. ${mendConfig}`]));
  if (problems.length > 0) throw new ConfigError(problems);
  return parsed.flatMap((checked) => (checked.valid ? [checked.value] : []));
}

/** The document this process serves: the named one, the only one, or the one that carries the service's own name. */
export async function chooseDocument(
  documents: readonly WorkerDocument[],
  { name, directory }: { name: string | undefined; directory: string },
): Promise<WorkerDocument> {
  const names = documents.map((document) => document.metadata.name);
  const wanted = name ?? (documents.length === 1 ? names[0] : await serviceName(directory));
  const chosen = documents.find((document) => document.metadata.name === wanted);
  if (chosen !== undefined) return chosen;
  const problem = wanted === undefined ? 'WORKER_NAME is not set' : `there is no Worker named '${wanted}'`;
  throw new ConfigError([
    `${problem}: ${join(directory, 'workers.yaml')} has ${names.join(', ') || 'none'}. ${mendConfig}`,
  ]);
}

async function serviceName(directory: string): Promise<string | undefined> {
  try {
    const answers = parse(await readFile(join(directory, '..', 'worker.yaml'), 'utf8')) as { name?: string } | null;
    return answers?.name;
  } catch {
    // An image need not carry worker.yaml: its Deployment sets WORKER_NAME.
    return undefined;
  }
}
