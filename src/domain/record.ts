import * as z from 'zod';

export const recordPath = '.managed-worker/record.json';
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
});
export type RecordedFile = z.infer<typeof recordedFile>;

/** `.managed-worker/record.json`: what was rendered last, and from what. Sorted, no timestamps. */
export const record = z.strictObject({
  schemaVersion: z.literal(1),
  tool: z.string().describe('Version of gen-temporal-managed-worker that wrote it.'),
  templates: z.array(templateReference),
  inputs: z.record(z.string(), z.unknown()).describe('Every variable the templates read, platform values included.'),
  retired: z.record(z.string(), z.unknown()).describe('Answers to questions that are asked no more.'),
  files: z.record(z.string(), recordedFile),
});
export type WorkerRecord = z.infer<typeof record>;
