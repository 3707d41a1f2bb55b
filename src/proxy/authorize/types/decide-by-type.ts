import type { ScopeKind } from '../../wire/methods.ts';
import type { Decision } from '../access.ts';
import type { DecideByType, TypedRequest } from '../by-type.ts';
import { decideExecution } from './executions.ts';
import { decideBatch, decideFilter, decideQuery } from './queries.ts';
import { createRuns, type Runs } from './runs.ts';
import { decideSchedule, decideSchedules } from './schedules.ts';
import { decideStart } from './starts.ts';
import { isScoped } from './typed-call.ts';

const deciders: Readonly<Record<ScopeKind, (request: TypedRequest, runs: Runs) => Decision>> = {
  request: decideStart,
  execution: decideExecution,
  history: decideExecution,
  schedule: decideSchedule,
  schedules: decideSchedules,
  query: decideQuery,
  filter: decideFilter,
  batch: decideBatch,
  namespace: (request) => request.allow({}),
  none: (request) => (isScoped(request) ? request.refuse() : request.allow({})),
};

/** Decides calls whose caller is held to some workflow types. What types runs are of is remembered over all calls. */
export function createDecideByType(): DecideByType {
  const runs = createRuns();
  return (request) => deciders[request.method.scope.kind](request, runs);
}
