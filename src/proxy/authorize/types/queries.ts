import { grpcStatus, reject, type Rejection } from '../../rejection.ts';
import type { Allowed, Decision } from '../access.ts';
import type { TypedCall, TypedRequest } from '../by-type.ts';
import { withoutSystem } from '../system-workflows.ts';
import { readFields } from '../../../domain/protobuf-wire.ts';
import { textAt, withOnly, withText } from './places.ts';
import { isScoped, permits, repeated } from './typed-call.ts';
import { narrowQuery } from './visibility/narrow-query.ts';
import type { QueryProblem } from './visibility/query.ts';

/** Paths of temporal.api: the entries of both lists of executions, and the type in one. */
const [entries, typeOfEntry] = [1, [2, 1]];

const unsayable = reject(grpcStatus.permissionDenied, 'types-unsayable', {
  message: 'No query can say which workflow types this caller has to do with: a name of one holds a quote or a backslash.',
});
const useAnother = reject(grpcStatus.permissionDenied, 'no-query', {
  message: 'A caller who has to do with some workflow types alone lists them with ListWorkflowExecutions and a query.',
});

/** A call that finds executions by a query: it goes on as one for those in scope. */
export function decideQuery(request: TypedRequest): Decision {
  if (!isScoped(request)) return request.allow({});
  if (request.method.name === 'ListArchivedWorkflowExecutions') return useAnother;
  const narrowed = narrow(request);
  if (narrowed.kind === 'rejected') return narrowed;
  return request.allow({ message: narrowed.message, isWithinRead: true, ...checkOf(request) });
}

/** A call that finds executions by fields that cannot say several types. */
export function decideFilter(request: TypedRequest): Decision {
  return isScoped(request) ? useAnother : request.allow({});
}

/** Field of StartBatchOperationRequest that has ids, and the first of those that say what to do. */
const [executions, firstOperation] = [5, 10];
/**
 * Ending, signalling, cancelling, deleting, and options of workflows and activities. Not 14, a reset, which would end the newest run of
 * an id, and not 16, the unpausing of activities: for those of one type the server forgets the query. Nor what later servers have.
 */
const narrowable: ReadonlySet<number> = new Set([10, 11, 12, 13, 15, 17, 18]);

const notInBatches = reject(grpcStatus.permissionDenied, 'batch-not-narrowed', {
  message:
    'A caller who has to do with some workflow types alone runs a batch by a query, and not to reset workflows or to unpause activities.',
});

/** A batch is run on what the narrowed query finds; one by ids could be of any type by the time it runs. */
export function decideBatch(request: TypedRequest): Decision {
  if (!isScoped(request)) return request.allow({});
  if (!isByQuery(request)) return notInBatches;
  const narrowed = narrow(request, 'condition');
  return narrowed.kind === 'rejected' ? narrowed : request.allow({ message: narrowed.message });
}

function isByQuery({ message, method }: TypedRequest): boolean {
  const fields = readFields(message, 0, message.length) ?? [];
  const isNarrowable = fields.every(({ number }) => (number < firstOperation ? number !== executions : narrowable.has(number)));
  return isNarrowable && textAt(message, method.scope.query) !== '';
}

interface Narrowed {
  readonly kind: 'narrowed';
  readonly message: Buffer;
}

function narrow(request: TypedRequest, form: 'query' | 'condition' = 'query'): Narrowed | Rejection {
  const { message, method, rights, needed } = request;
  const text = textAt(message, method.scope.query);
  if (text === undefined) return repeated;
  const narrowed = narrowQuery(text, rights.scopesOf(needed).map(withoutSystem), form);
  if (narrowed.kind === 'unsayable') return unsayable;
  if (narrowed.kind === 'problem') return notUnderstood(narrowed);
  return { kind: 'narrowed', message: withText(message, method.scope.query ?? [], narrowed.text) };
}

function notUnderstood({ position, token, says }: QueryProblem): Rejection {
  const place = token === '' ? 'at its end' : `at character ${String(position)}, ${JSON.stringify(token)}`;
  return reject(grpcStatus.invalidArgument, 'query-not-understood', {
    message: `The query is not understood ${place}: ${says}. A caller who has to do with some workflow types alone needs one that is.`,
    // The query may hold what people look for.
    detail: `at character ${String(position)}: ${says}`,
  });
}

/** Databases that take capital and small letters for the same find more than the query says. */
function checkOf(request: TypedRequest): Pick<TypedCall, 'checkAnswer'> {
  if (request.method.name === 'CountWorkflowExecutions') return {};
  const isKept = (entry: Buffer): boolean => permits(request, textAt(entry, typeOfEntry) ?? '');
  const checkAnswer: NonNullable<Allowed['checkAnswer']> = (answer) => withOnly(answer, entries, isKept);
  return { checkAnswer };
}
