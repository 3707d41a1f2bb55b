import * as z from 'zod';

/**
 * What a worker's code declares, as read from it: the one thing every language's reader makes and `planConfig` takes.
 * Paths are relative to the worker's folder with `/`; lines and columns count from 1.
 */
const source = z.strictObject({ file: z.string(), line: z.int(), column: z.optional(z.int()) });
export type Source = z.infer<typeof source>;

/** A JSON Schema, draft 2020-12, of the wire shape (what is sent, before any transform). */
export const jsonSchema = z.record(z.string(), z.unknown());
export type JsonSchema = z.infer<typeof jsonSchema>;

const implementation = z.strictObject({
  source,
  /** TypeScript: always `default`. Python: the function's or class's qualified name. */
  symbol: z.string(),
});

const declared = {
  name: z.string(),
  /** The variable that holds the contract: `createImage`. */
  symbol: z.string(),
  taskQueue: z.string(),
  /** Absent: the service's own worker, or its own namespace, as `worker.yaml` has them. */
  worker: z.optional(z.string()),
  namespace: z.optional(z.string()),
  input: jsonSchema,
  output: jsonSchema,
  source,
  /** Where each field stands, for errors that point at it (`taskQueue`, `worker`, ...). */
  fields: z.optional(z.record(z.string(), source)),
  implementations: z.array(implementation),
};

/** An activity's options, in the spelling of the contract; durations as text or milliseconds. */
const activity = z.strictObject({ ...declared, options: z.record(z.string(), z.unknown()) });
export type DeclaredActivity = z.infer<typeof activity>;

const workflow = z.strictObject({
  ...declared,
  signals: z.record(z.string(), z.strictObject({ input: z.optional(jsonSchema) })),
  queries: z.record(z.string(), z.strictObject({ input: z.optional(jsonSchema), output: jsonSchema })),
  updates: z.record(z.string(), z.strictObject({ input: jsonSchema, output: jsonSchema })),
  options: z.record(z.string(), z.unknown()),
});
export type DeclaredWorkflow = z.infer<typeof workflow>;

export const declarations = z.strictObject({
  language: z.enum(['typescript', 'python']),
  activities: z.array(activity),
  workflows: z.array(workflow),
  /** Python only: modules the workflow sandbox passes through, sorted. */
  passthroughModules: z.optional(z.array(z.string())),
});
export type Declarations = z.infer<typeof declarations>;
