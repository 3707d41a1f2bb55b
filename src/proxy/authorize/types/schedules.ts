import { encodeText } from '../../../domain/protobuf-wire.ts';
import { grpcStatus, type Rejection } from '../../rejection.ts';
import type { Allowed, Decision } from '../access.ts';
import type { TypedCall, TypedRequest } from '../by-type.ts';
import { textAt, withOnly } from './places.ts';
import { isScoped, notHere, permits, repeated, unnamed } from './typed-call.ts';

/** Paths of temporal.api: the type that a DescribeScheduleResponse tells of, and that of an entry of a ListSchedulesResponse. */
const [typeDescribed, entries, typeOfEntry] = [[1, 2, 1, 2, 1], 1, [4, 2, 1]];

/** A call of one schedule: the type that it starts has to be in scope, and after an edit too. That type may change, so it is always asked. */
export function decideSchedule(request: TypedRequest): Decision {
  const { method, message, route } = request;
  const scheduleId = textAt(message, method.scope.schedule);
  const wanted = textAt(message, method.scope.type);
  if (scheduleId === undefined || wanted === undefined) return repeated;
  const saysType = method.scope.type !== undefined;
  if (scheduleId === '' || (saysType && wanted === '')) return unnamed;
  if (saysType && !permits(request, wanted)) return request.refuse(wanted);
  if (method.name === 'CreateSchedule') return request.allow({ workflowType: wanted });
  const describe = Buffer.concat([encodeText(1, route.physical), encodeText(2, scheduleId)]);
  return {
    kind: 'unresolved',
    traffic: request.traffic,
    resolve: (ask, done) => ask('DescribeSchedule', describe, (answer) => done(decideFound(request, answer))),
  };
}

function decideFound(request: TypedRequest, answer: Buffer | Rejection): Allowed | Rejection {
  const isThere = !('kind' in answer);
  if (!isThere && answer.status !== grpcStatus.notFound) return answer;
  const workflowType = isThere ? (textAt(answer, typeDescribed) ?? '') : '';
  if (workflowType !== '' && permits(request, workflowType)) return request.allow(aboutType(request, workflowType));
  return isScoped(request) ? notHere(request, 'schedule', isThere ? workflowType : undefined) : request.allow({});
}

function aboutType(request: TypedRequest, workflowType: string): TypedCall {
  const wanted = textAt(request.message, request.method.scope.type) ?? '';
  const isEdited = wanted !== '' && wanted !== workflowType;
  return isEdited ? { types: [workflowType, wanted] } : { workflowType, ...checkOf(request, workflowType) };
}

/** Between the question and the call it may have been edited to start another type. */
function checkOf(request: TypedRequest, workflowType: string): Pick<Allowed, 'checkAnswer'> {
  if (request.method.name !== 'DescribeSchedule') return {};
  return { checkAnswer: (answer) => (textAt(answer, typeDescribed) === workflowType ? answer : notHere(request, 'schedule', '')) };
}

/** A list of schedules, without those that start other types. Pages stay Temporal's: one may come out empty, and its token still leads on. */
export function decideSchedules(request: TypedRequest): Decision {
  if (!isScoped(request)) return request.allow({});
  return request.allow({
    isWithinRead: true,
    checkAnswer: (answer) => withOnly(answer, entries, (entry) => permits(request, textAt(entry, typeOfEntry) ?? '')),
  });
}
