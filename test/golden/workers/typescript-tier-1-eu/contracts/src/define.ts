import type { $ZodType, input, output } from 'zod/v4/core';

/** How the platform's tools recognise a contract, whichever copy of this file made it. */
const definition = Symbol.for('managed-temporal.dev/definition');

/** Milliseconds, or a number with a unit: `'500ms'`, `'30s'`, `'2m'`, `'1h'`, `'14d'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

export interface Retry {
  /** Attempts in all, the first included. Default: unlimited. */
  maximumAttempts?: number;
  initialInterval?: Duration;
  backoffCoefficient?: number;
  maximumInterval?: Duration;
  nonRetryableErrorTypes?: string[];
}

export interface Priority {
  /** 1 (first) to 5 (last). */
  priorityKey?: number;
  /** Work that shares a key shares one turn, so that one customer cannot starve the others. */
  fairnessKey?: string;
  fairnessWeight?: number;
}

interface Placement<Name extends string> {
  /** The name Temporal knows it by. Renaming breaks what is running. */
  name: Name;
  taskQueue: string;
  /** Worker deployment that serves the task queue. Default: this service's own. */
  worker?: string;
  /** Logical namespace. Default: the one in worker.yaml. */
  namespace?: string;
  description?: string;
}

interface ActivityOptions {
  /** How long one attempt may take. */
  startToCloseTimeout: Duration;
  /** How long all attempts may take, waiting included. */
  scheduleToCloseTimeout?: Duration;
  scheduleToStartTimeout?: Duration;
  /** An attempt that is silent for this long has failed. Set it when the activity calls `heartbeat`. */
  heartbeatTimeout?: Duration;
  retry?: Retry;
  priority?: Priority;
}

export interface ActivityContract<
  Name extends string = string,
  Input extends $ZodType = $ZodType,
  Output extends $ZodType = $ZodType,
  Details extends $ZodType = $ZodType,
> extends Readonly<Placement<Name> & ActivityOptions> {
  readonly kind: 'activity';
  readonly input: Input;
  readonly output: Output;
  readonly heartbeatDetails?: Details;
}

export interface QueryContract {
  readonly input?: $ZodType;
  readonly output: $ZodType;
}

export interface UpdateContract {
  readonly input: $ZodType;
  readonly output: $ZodType;
}

interface SearchAttributeTypes {
  TEXT: string;
  KEYWORD: string;
  INT: number;
  DOUBLE: number;
  BOOL: boolean;
  DATETIME: Date;
  KEYWORD_LIST: string[];
}
export type SearchAttributeType = keyof SearchAttributeTypes;

interface WorkflowOptions {
  /** Shown with every run; a caller may add to it. */
  memo?: Record<string, unknown>;
  idReusePolicy?: 'ALLOW_DUPLICATE' | 'ALLOW_DUPLICATE_FAILED_ONLY' | 'REJECT_DUPLICATE';
  idConflictPolicy?: 'FAIL' | 'USE_EXISTING' | 'TERMINATE_EXISTING';
  /** Limit for the whole chain of runs, retries and continue-as-new included. */
  executionTimeout?: Duration;
  runTimeout?: Duration;
  taskTimeout?: Duration;
  retry?: Retry;
  priority?: Priority;
}

export interface WorkflowContract<
  Name extends string = string,
  Input extends $ZodType = $ZodType,
  Output extends $ZodType = $ZodType,
  Signals extends Record<string, $ZodType> = Record<string, $ZodType>,
  Queries extends Record<string, QueryContract> = Record<string, QueryContract>,
  Updates extends Record<string, UpdateContract> = Record<string, UpdateContract>,
  Attributes extends Record<string, SearchAttributeType> = Record<string, SearchAttributeType>,
> extends Readonly<Placement<Name> & WorkflowOptions> {
  readonly kind: 'workflow';
  readonly input: Input;
  readonly output: Output;
  readonly signals: Signals;
  readonly queries: Queries;
  readonly updates: Updates;
  readonly searchAttributes: Attributes;
}

/** What a sender writes: before transforms, with defaults left out. It is also what travels. */
export type Sent<Schema> = Schema extends $ZodType ? input<Schema> : never;
/** What a receiver gets: parsed, transforms and defaults applied. */
export type Received<Schema> = Schema extends $ZodType ? output<Schema> : never;
/** An argument that may be left out when every field of its schema may be, or when there is no schema. */
export type Argument<Schema> = Schema extends $ZodType
  ? Record<never, never> extends input<Schema>
    ? [input?: input<Schema>]
    : [input: input<Schema>]
  : [];
export type SearchAttributeValues<Attributes> = {
  -readonly [Name in keyof Attributes]?: Attributes[Name] extends SearchAttributeType
    ? SearchAttributeTypes[Attributes[Name]]
    : never;
};

/** An activity as others see it: what goes in, what comes out, and how long it may take. */
export function defineActivity<
  const Name extends string,
  Input extends $ZodType,
  Output extends $ZodType,
  Details extends $ZodType = $ZodType,
>(
  contract: Placement<Name> &
    ActivityOptions & {
      input: Input;
      output: Output;
      /** What `heartbeat` carries, so that the next attempt can go on where this one stopped. */
      heartbeatDetails?: Details;
    },
): ActivityContract<Name, Input, Output, Details> {
  return Object.freeze({ ...contract, kind: 'activity' as const, [definition]: 'activity' });
}

/** A workflow as others see it: what starts it, what it returns, and what it can be told and asked meanwhile. */
export function defineWorkflow<
  const Name extends string,
  Input extends $ZodType,
  Output extends $ZodType,
  Signals extends Record<string, $ZodType> = Record<never, never>,
  Queries extends Record<string, QueryContract> = Record<never, never>,
  Updates extends Record<string, UpdateContract> = Record<never, never>,
  const Attributes extends Record<string, SearchAttributeType> = Record<never, never>,
>(
  contract: Placement<Name> &
    WorkflowOptions & {
      input: Input;
      output: Output;
      /** Told, not answered. */
      signals?: Signals;
      /** Asked; must not change anything. */
      queries?: Queries;
      /** Told and answered; may be refused. */
      updates?: Updates;
      /** Ids and states to search runs by; they are not encrypted. */
      searchAttributes?: Attributes;
    },
): WorkflowContract<Name, Input, Output, Signals, Queries, Updates, Attributes> {
  const { signals, queries, updates, searchAttributes, ...rest } = contract;
  const messages = [signals, queries, updates].flatMap((declared) => Object.keys(declared ?? {}));
  const twice = messages.find((name, index) => messages.indexOf(name) !== index);
  if (twice !== undefined)
    throw new TypeError(`${contract.name}: '${twice}' is declared twice; one handler serves one.`);
  return Object.freeze({
    ...rest,
    kind: 'workflow' as const,
    [definition]: 'workflow',
    signals: signals ?? ({} as Signals),
    queries: queries ?? ({} as Queries),
    updates: updates ?? ({} as Updates),
    searchAttributes: searchAttributes ?? ({} as Attributes),
  });
}
