import type { DomainKeys, MissingKey, PayloadRefusal } from '../../keys/keys.ts';

/** What a request's message is turned into on its way to Temporal. */
export interface SealContext {
  /** Absent on a namespace whose payloads pass in clear. */
  readonly keys: DomainKeys | undefined;
  /** Refuses fields that the table does not know: they could hold a payload, or ask for what its caller may not do. */
  readonly isStrict: boolean;
  /** `undefined` refuses the request: the caller has no such namespace. */
  toPhysical(logical: string): string | undefined;
  /** Bytes one payload may have once it is sealed. */
  readonly maximumPayloadBytes: number;
  /** Bytes that all payloads of a message may have once they are sealed; sealing stops there, as empty ones grow a hundredfold. */
  readonly maximumSealedBytes: number;
}

/** What a response's message, or an error's details, are turned into on their way back. */
export interface OpenContext {
  readonly keys: DomainKeys | undefined;
  /** A physical name that is none of ours comes back as it is. */
  toLogical(physical: string): string;
  readonly readable: Readable;
}

/** Key domains whose payloads a caller reads in clear; `undefined`: of all that open in its namespace. */
export type ReadableDomains = ReadonlySet<string> | undefined;

/** What a caller reads in clear. The rest comes to it as Temporal has it, sealed. */
export interface Readable {
  readonly data: ReadableDomains;
  /** All that is in a failure, and texts of errors. */
  readonly failure: ReadableDomains;
  /** Summaries, details and labels: temporal.api.sdk.v1.UserMetadata and EventGroupMarker.Label. */
  readonly metadata: ReadableDomains;
}

export const allReadable: Readable = { data: undefined, failure: undefined, metadata: undefined };

export interface RewriteCounts {
  sealed: number;
  opened: number;
  /** Payloads with our marker that passed as they were. */
  verbatim: number;
  /** Payloads of an encrypted namespace that came back without our marker. */
  plain: number;
  /** Payloads that the caller may not read, and got sealed. */
  withheld: number;
  /** Fields the table does not know; only ever counted in responses. */
  unknownFields: number;
}

export type RewriteOutcome =
  | { readonly kind: 'rewritten'; readonly bytes: Buffer; readonly counts: RewriteCounts }
  /** Nothing was changed; once `keys.fetch` has brought these, the same call goes through. */
  | { readonly kind: 'missing-keys'; readonly keys: readonly MissingKey[] }
  /** `keys.prepare` has to be awaited first. */
  | { readonly kind: 'unprepared' }
  | {
      readonly kind: 'refused';
      readonly reason: 'malformed' | 'unknown-field' | 'unknown-namespace' | 'payload-too-large' | 'too-deep' | PayloadRefusal['reason'];
      /** Dotted protobuf path, `commands.start_child_workflow_execution_command_attributes.namespace`: safe for the caller. */
      readonly place: string;
      /** For the log: ids, numbers and sizes, never content. */
      readonly detail: string;
    };
