import { bitsOf, rightBit, type RightBits } from '../../domain/access.ts';
import type { TypeScope } from '../../policy/policy.ts';
import { methods, type Method, type TextPath } from '../wire/methods.ts';
import { readTexts } from '../wire/top-level.ts';
import { actionBits } from './action-bits.ts';

/** How types, ids and task queues begin of what Temporal itself runs in every namespace, for schedules, batches and deployments. */
const beginning = 'temporal-sys-';
/** Queries find workflows of Temporal's own only by this search attribute. */
const division = 'TemporalNamespaceDivision';

export function isOfSystem(name: string): boolean {
  return name.startsWith(beginning);
}

/** A scope without the types of Temporal's own workflows, which tell of workflows of every type. */
export function withoutSystem({ allowed, denied }: TypeScope): TypeScope {
  const mayHold = allowed.some(({ kind, text }) => kind === 'prefix' && beginning.startsWith(text));
  return mayHold ? { allowed, denied: [...denied, { kind: 'prefix', text: beginning }] } : { allowed, denied };
}

const changing = bitsOf(['start', 'signal', 'terminate', 'operate']);
/** Where a request may name one besides, by method. */
const furtherPlaces: Readonly<Record<string, readonly TextPath[]>> = {
  // `executions.workflow_id`
  StartBatchOperation: [[5, 1]],
  // `job_id`: the server terminates whatever has it.
  StopBatchOperation: [[2]],
  // `task_queue.name`, and the one that it is moved to: whoever starts an activity chooses its type too.
  StartActivityExecution: [[6, 1]],
  UpdateActivityExecutionOptions: [[6, 1, 1]],
};

const placesOf: ReadonlyMap<Method, readonly TextPath[]> = new Map(
  [...methods.values()].filter((method) => (actionBits(method) & changing) !== 0).map((method) => [method, placesIn(method)]),
);

function placesIn({ name, scope: { type, workflow } }: Method): readonly TextPath[] {
  return [type, workflow, ...(furtherPlaces[name] ?? [])].filter((place) => place !== undefined);
}

/**
 * Temporal's own workflows do what they are told with rights of Temporal's: whoever starts the one that runs a batch ends all it finds, and
 * a signal has the one of a schedule start any workflow. So starting, signalling and ending them takes `administer` as well.
 */
export function systemNeeds(method: Method, message: Buffer): RightBits {
  return isNamed(message, placesOf.get(method) ?? []) || isFound(method, message) ? rightBit.administer : 0;
}

/** Of commands: the id of what is started or cancelled, the id of what is signalled, the type of a child. */
const placesInCommands: readonly TextPath[] = [[2], [2, 1], [3, 1]];

/** The same of what a workflow does to another. */
export function systemCommandNeeds(command: Buffer): RightBits {
  return isNamed(command, placesInCommands) ? rightBit.administer : 0;
}

function isNamed(message: Buffer, places: readonly TextPath[]): boolean {
  return places.some((place) => readTexts(message, place).some(isOfSystem));
}

function isFound({ scope: { kind, query } }: Method, message: Buffer): boolean {
  return kind === 'batch' && query !== undefined && readTexts(message, query).some((text) => text.includes(division));
}
