import * as z from 'zod';
import { rights } from '../../domain/access.ts';

/** Characters of an id or a name that a caller has chosen; what is longer is cut and ends in an ellipsis. */
export const longestText = 300;
const text = z.string().max(longestText + 1);

/** Named where the table of methods knows it; whatever else callers ask for is `other`. */
const method = z.string().max(100);

const caller = z.strictObject({
  source: z.optional(text).describe('Identity source of the config that vouches for it; absent when nobody does.'),
  subject: z.optional(text),
  kind: z.optional(z.enum(['person', 'service'])),
  groups: z.optional(z.array(text).max(50)).describe('At most 50 of them.'),
  peer: z.string().describe('Address and port of its connection; `local` when the proxy itself does something.'),
});

const workflow = z.strictObject({
  id: z.optional(text),
  runId: z.optional(text).describe('As the caller has named it; absent: the latest run.'),
  type: z.optional(text),
});

/** What was decided about one call. Field names and meanings stay within one `schemaVersion`; new optional fields may come. */
export const auditEvent = z.strictObject({
  kind: z.literal('audit').describe('Tells it from lines of the log.'),
  schemaVersion: z.literal(1),
  id: z.uuid().describe('One per event; sinks may take an event twice after a failure.'),
  time: z.iso.datetime().describe('When the call ended.'),
  decision: z
    .enum(['allowed', 'denied', 'cut'])
    .describe('denied: the proxy has refused it. cut: it was running when its caller was revoked, and Temporal may have done it.'),
  reason: z.optional(z.string().max(100)).describe('A fixed word of why it was denied or cut, or why an allowed call failed in the proxy.'),
  detail: z.optional(text).describe('More of it, for people; as in the log.'),
  rights: z
    .array(z.enum(rights))
    .describe('Rights it took, those to decode when payloads were opened; of a denied one, what its method takes.'),
  method,
  namespace: z.optional(text).describe('Logical; of a denied call whose namespace is not known here, as its caller wrote it.'),
  environment: z.optional(z.string()),
  region: z.optional(z.string()),
  owner: z.optional(z.string()).describe('Team that owns the namespace.'),
  caller,
  workflow: z.optional(workflow),
  resource: z
    .optional(
      z.strictObject({
        kind: z.enum(['activity', 'batch', 'deployment', 'nexus-operation', 'rule', 'schedule', 'task-queue', 'worker']),
        id: text,
      }),
    )
    .describe('What it is about, when that is no workflow or is in one.'),
  status: z.string().describe('gRPC code it was answered with; CANCELLED when its caller had gone.'),
  payloadsOpened: z.optional(z.int().min(1)).describe('Payloads of the answer that were decrypted.'),
  breakGlass: z.optional(z.strictObject({ name: z.string(), reason: z.string() })).describe('Set when nothing else allowed it.'),
  trace: z
    .optional(z.strictObject({ traceId: z.string().regex(/^[0-9a-f]{32}$/), spanId: z.string().regex(/^[0-9a-f]{16}$/) }))
    .describe('Of the W3C traceparent that the caller sent.'),
  config: z
    .optional(
      z.strictObject({
        before: z.string(),
        after: z.optional(z.string()).describe('Absent when it was refused, and the one before stays in use.'),
        documents: z.int().min(0).describe('Policy documents of the one that is in use now.'),
      }),
    )
    .describe('Of a reload: SHA-256 of the config with its platform file and policy documents.'),
  repeats: z.optional(z.int().min(1)).describe('How many more events like this one it stands for; see the rules for floods.'),
});
export type AuditEvent = z.infer<typeof auditEvent>;
