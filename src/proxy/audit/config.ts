import * as z from 'zod';

const file = z.string().min(1);

const sink = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('stdout') }),
    z.strictObject({
      kind: z.literal('file'),
      path: file.describe('Events are appended, a JSON line each; moved away, it is made anew. Its folder has to be there.'),
    }),
    z.strictObject({
      kind: z.literal('otlp'),
      endpoint: z
        .url({ protocol: /^https?$/, error: 'write an address such as https://collector.example.com:4318' })
        .describe('OTLP over HTTP, as JSON; /v1/logs is added where it is not there.'),
      headersFile: z.optional(file).describe('File with headers to send, `Name: value` on a line each.'),
      authorities: z
        .optional(file)
        .describe('PEM file of the authorities that its certificate may come from; the public ones when absent.'),
    }),
  ],
  'is none of stdout, file and otlp',
);
export type AuditSinkConfig = z.infer<typeof sink>;

/** `spec.audit` of a proxy config. */
export const auditConfig = z.strictObject({
  sinks: z.array(sink).min(1).max(5),
  whenFailing: z
    .enum(['continue', 'refuse'])
    .default('continue')
    .describe(
      'While a sink takes nothing: continue loses events once its queue is full, refuse answers UNAVAILABLE to calls that would be audited.',
    ),
});
export type AuditConfig = z.infer<typeof auditConfig>;
