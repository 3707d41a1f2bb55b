import * as z from 'zod';
import { writtenRights } from './access.ts';
import { ownerName, logicalNamespace, temporalName, workerName, dnsName } from './names.ts';
import { apiVersion, resources, scaling } from './platform.ts';
import { versioningModes } from './managed-worker.ts';
import { who } from './who.ts';

const header = { apiVersion: z.literal(apiVersion) };

/** `config/namespace.yaml`. */
export const namespaceDocument = z.strictObject({
  ...header,
  kind: z.literal('Namespace'),
  metadata: z.strictObject({ name: logicalNamespace, owner: ownerName }),
  spec: z.strictObject({
    retention: z.string(),
    environments: z.array(dnsName),
    regions: z.array(dnsName),
    rateLimits: z.strictObject({ actionsPerSecond: z.int(), requestsPerSecond: z.int() }),
    access: z
      .array(z.strictObject({ to: who, rights: z.array(z.enum(writtenRights)).min(1), because: z.string().min(1) }))
      .describe('Who may do what in it, in every environment and region; the proxy reads it as it reads a Policy.'),
  }),
});
export type NamespaceDocument = z.infer<typeof namespaceDocument>;

/** One document of `config/workflows.yaml`. */
export const workflowDocument = z.strictObject({
  ...header,
  kind: z.literal('Workflow'),
  metadata: z.strictObject({ name: temporalName, owner: ownerName }),
  spec: z.strictObject({
    namespace: logicalNamespace,
    taskQueue: temporalName,
    input: z.string().describe('Path of the JSON Schema, from the worker folder.'),
    output: z.string(),
    source: z.string().describe('file:line of the declaration.'),
  }),
});
export type WorkflowDocument = z.infer<typeof workflowDocument>;

/** One document of `config/workers.yaml`: one deployment, one process. */
export const workerDocument = z.strictObject({
  ...header,
  kind: z.literal('Worker'),
  metadata: z.strictObject({ name: workerName, owner: ownerName, tier: z.literal([0, 1, 2, 3]) }),
  spec: z.strictObject({
    namespace: logicalNamespace,
    manifests: z
      .string()
      .regex(/^[a-z-]+@\d+\.\d+\.\d+$/)
      .describe('Template family and version of its Kubernetes objects.'),
    taskQueues: z
      .array(
        z.strictObject({ name: temporalName, workflows: z.optional(z.array(temporalName)), activities: z.optional(z.array(temporalName)) }),
      )
      .describe('Sorted by name; each lists what it serves, sorted.'),
    scaling,
    resources,
    versioning: z.enum(versioningModes),
  }),
});
export type WorkerDocument = z.infer<typeof workerDocument>;

export interface ConfigDocuments {
  namespace: NamespaceDocument;
  workflows: readonly WorkflowDocument[];
  workers: readonly WorkerDocument[];
}
