import * as z from 'zod';
import { answerValue } from './question.ts';

/** The tool's own folder in a worker; what is under way lies in it beside the record. */
export const toolFolder = '.managed-worker';
export const recordPath = `${toolFolder}/record.json`;
/** Pristine bytes, each file named by its blob id, that neither a release nor git would give back. */
export const basePath = `${toolFolder}/base`;
export const ownerships = ['platform', 'shared', 'team', 'derived'] as const;
export type Ownership = (typeof ownerships)[number];

const templateReference = z.strictObject({
  name: z.string(),
  version: z.string(),
  digest: z.string().describe('sha256:<hex> of the package.'),
});
const recordedFile = z.strictObject({
  id: z.string(),
  template: z.string(),
  ownership: z.enum(ownerships),
  mode: z.enum(['644', '755']),
  kind: z.enum(['text', 'binary']),
  blob: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .describe('SHA-1 git blob id of the pristine bytes.'),
  owned: z.optional(z.string()).describe('Why the team took the file over; the template leaves it alone for good.'),
  declined: z.optional(z.literal(true)).describe('The team deleted the file and does not want it back.'),
});
export type RecordedFile = z.infer<typeof recordedFile>;

const blobState = z.nullable(z.strictObject({ blob: recordedFile.shape.blob, mode: recordedFile.shape.mode }));

export const conflictKinds = ['text', 'binary', 'base-unknown', 'both-added', 'deleted-here', 'deleted-there'] as const;
export type ConflictKind = (typeof conflictKinds)[number];

const pendingConflict = z.strictObject({
  path: z.string(),
  kind: z.enum(conflictKinds),
  reason: z.string(),
  markers: z.optional(z.strictObject({ size: z.int(), ours: z.string(), base: z.string(), theirs: z.string() })),
  ours: blobState,
  theirs: blobState,
  resolved: z.optional(z.enum(['ours', 'theirs', 'deleted'])),
});
export type PendingConflict = z.infer<typeof pendingConflict>;

const pendingUpgrade = z.strictObject({
  templates: z.array(templateReference).describe('What the worker will be made of once the conflicts are resolved.'),
  conflicts: z.array(pendingConflict),
  changes: z.array(z.strictObject({ path: z.string(), before: blobState, after: blobState })).describe('What was done, for --abort.'),
});
export type PendingUpgrade = z.infer<typeof pendingUpgrade>;

/** `.managed-worker/record.json`: what was rendered last, and from what. Sorted, no timestamps. */
export const record = z.strictObject({
  schemaVersion: z.literal(1),
  tool: z.string().describe('Version of gen-temporal-managed-worker that wrote it.'),
  templates: z.array(templateReference),
  inputs: z.record(z.string(), z.unknown()).describe('Every variable the templates read, platform values included.'),
  retired: z
    .record(z.string(), z.record(z.string(), z.nullable(answerValue)))
    .describe(
      'By template: answers to questions it does not ask, and, as `key@version`, what a migration changed; null: there was no answer.',
    ),
  files: z.record(z.string(), recordedFile),
  unmade: z.optional(z.array(z.string())).describe('What could not be made again yet: `config`, or the path of a lock file.'),
  pending: z.optional(pendingUpgrade),
});
export type WorkerRecord = z.infer<typeof record>;

/** Keys sorted at every depth, so that two runs never differ in order alone. */
export function recordText(value: WorkerRecord): string {
  return `${JSON.stringify(sortKeys(value), undefined, 2)}\n`;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const pairs = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(pairs.map(([key, inner]) => [key, sortKeys(inner)]));
}
