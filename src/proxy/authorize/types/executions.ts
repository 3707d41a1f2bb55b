import { reject, type Rejection } from '../../rejection.ts';
import type { Allowed, Ask, Decision } from '../access.ts';
import type { TypedRequest } from '../by-type.ts';
import { readTexts } from '../../wire/top-level.ts';
import { checkHistory, foreignHistory } from './history.ts';
import { textAt, withText } from './places.ts';
import type { FoundRun, Run, RunName, Runs } from './runs.ts';
import { isScoped, notHere, permits, repeated, unnamed } from './typed-call.ts';

/** Field of both requests for a history, and of the token that is in it: its run. */
const [pageToken, runOfToken] = [4, 1];

/**
 * A call of one execution. It is made to the very run whose type was looked at: between the two, the workflow of an id may become
 * another one.
 */
export function decideExecution(request: TypedRequest, runs: Runs): Decision {
  const name = nameOf(request);
  if ('kind' in name) return name;
  const known = name.runId === '' ? undefined : runs.typeOf(name);
  if (known !== undefined && !endsNewest(request)) return decideRun(request, { runId: name.runId, workflowType: known });
  return { kind: 'unresolved', traffic: request.traffic, resolve: (ask, done) => resolve(request, { name, runs, ask, done }) };
}

interface Resolving {
  readonly name: RunName;
  readonly runs: Runs;
  readonly ask: Ask;
  readonly done: (decision: Allowed | Rejection) => void;
}

function resolve(request: TypedRequest, resolving: Resolving): void {
  const { name, runs, ask, done } = resolving;
  runs.find(name, ask, (found) => {
    if (found.kind !== 'run') return done(withoutRun(request, found, name));
    if (endsNewest(request) && permits(request, found.workflowType)) return decideReset(request, found, resolving);
    done(decideRun(request, found));
  });
}

/** A reset ends the newest run of the id, which may be of another type than the one that is gone back to. */
function endsNewest(request: TypedRequest): boolean {
  const { method, rights, needed } = request;
  return method.name === 'ResetWorkflowExecution' && (isScoped(request) || (rights.breakGlassByType & needed) !== 0);
}

function nameOf({ method, route, message }: TypedRequest): RunName | Rejection {
  const [workflowId, runId] = [textAt(message, method.scope.workflow), textAt(message, method.scope.run)];
  if (workflowId === undefined || runId === undefined) return repeated;
  if (workflowId === '') return unnamed;
  if (method.scope.kind !== 'history') return { route, workflowId, runId };
  // The pages of a history are all of one run, also when the request names none.
  const [fromToken = ''] = readTexts(message, [pageToken, runOfToken]);
  if (runId !== '' && fromToken !== '' && fromToken !== runId) return foreignHistory;
  return { route, workflowId, runId: runId === '' ? fromToken : runId };
}

function decideRun(request: TypedRequest, { runId, workflowType }: Pick<Run, 'runId' | 'workflowType'>): Allowed | Rejection {
  if (!permits(request, workflowType)) return notHere(request, 'workflow execution', workflowType);
  const check = request.method.scope.kind === 'history' ? { checkAnswer: checkHistory(workflowType) } : {};
  return request.allow({ message: pinned(request, { runId }), workflowType, ...check });
}

function pinned({ method, message }: TypedRequest, { runId }: Pick<Run, 'runId'>): Buffer {
  return withText(message, method.scope.run ?? [], runId);
}

function withoutRun(request: TypedRequest, found: Exclude<FoundRun, Run>, { runId }: RunName): Allowed | Rejection {
  if (found.kind === 'rejected') return found;
  if (!isScoped(request)) return request.allow({});
  const missing = notHere(request, 'workflow execution');
  if (runId === '') return missing;
  // Whoever names a run has seen it somewhere: under this id it never was, or it is gone. Told apart for audit alone.
  return reject(missing.status, 'run-not-found', missing);
}

function decideReset(request: TypedRequest, run: Run, { name, runs, ask, done }: Resolving): void {
  runs.find({ ...name, runId: '' }, ask, (newest) => {
    if (newest.kind === 'rejected') return done(newest);
    if (newest.kind !== 'run' || !newest.isOpen || newest.workflowType === run.workflowType) return done(decideRun(request, run));
    const types = [run.workflowType, newest.workflowType];
    done(permits(request, newest.workflowType) ? request.allow({ message: pinned(request, run), types }) : request.refuse());
  });
}
