import * as z from 'zod';
import { logicalNamespace, ownerName, workerName, dnsName } from './names.ts';
import { apiVersion, resources, scaling } from './platform.ts';

export const languages = ['typescript', 'python'] as const;
export type Language = (typeof languages)[number];

/** The answers `new` asks for, and the only facts a worker's team states about it. */
export const answersShape = {
  name: workerName.describe('Name of the worker, its repository folder and its Deployment.'),
  owner: ownerName.describe('Team that is paged, as known to the notification routes.'),
  tier: z.literal([0, 1, 2, 3]).describe('0 is most critical.'),
  namespace: logicalNamespace.describe('Logical namespace; a physical one exists per environment and region.'),
  retention: z.string().describe('How long closed workflows stay readable, in days: 14d.'),
  language: z.enum(languages),
  regions: z.array(dnsName).min(1).describe('Regions of the platform the worker runs in.'),
};
export const answers = z.strictObject(answersShape);
export type Answers = z.infer<typeof answers>;

export const versioningModes = ['none', 'pinned', 'auto-upgrade'] as const;

const tuning = z.strictObject({
  resources: resources.partial().optional(),
  scaling: z.optional(
    z.strictObject({
      ...scaling.partial().shape,
      pollers: scaling.shape.pollers.partial().optional(),
      replicas: scaling.shape.replicas.partial().optional(),
    }),
  ),
  versioning: z.enum(versioningModes).optional(),
});
export type Tuning = z.infer<typeof tuning>;

/** `worker.yaml`. */
export const managedWorker = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('ManagedWorker'),
  ...answersShape,
  workers: z.optional(z.record(workerName, tuning).describe('Resources and scaling per Worker document, by name.')),
  template: z.optional(z.strictObject({ hold: z.strictObject({ reason: z.string(), until: z.iso.date() }) })),
  access: z
    .optional(
      z.array(z.union([z.strictObject({ owner: ownerName, role: dnsName }), z.strictObject({ worker: workerName, role: dnsName })])),
    )
    .describe('What another team, or a deployment of this service whose code is a client too, may do in the namespace.'),
  rateLimits: z.optional(z.strictObject({ actionsPerSecond: z.optional(z.int()), requestsPerSecond: z.optional(z.int()) })),
  extensions: z.optional(z.record(z.string(), z.record(z.string(), z.unknown()))),
});
export type ManagedWorker = z.infer<typeof managedWorker>;
