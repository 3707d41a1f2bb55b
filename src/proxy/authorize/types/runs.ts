import { encodeField, encodeText } from '../../../domain/protobuf-wire.ts';
import { createBoundedCache } from '../../identity/bounded-cache.ts';
import { grpcStatus, type Rejection } from '../../rejection.ts';
import type { Route } from '../../routing/route.ts';
import type { Ask } from '../access.ts';
import { numbersAt, textAt } from './places.ts';
import { readMessages } from '../../wire/top-level.ts';

/** One run of a workflow, by the ids that a request names it by. */
export interface RunName {
  readonly route: Route;
  readonly workflowId: string;
  /** Empty: the one that the server would take now. */
  readonly runId: string;
}

export interface Run {
  readonly kind: 'run';
  readonly runId: string;
  readonly workflowType: string;
  readonly isOpen: boolean;
}

export type FoundRun = Run | { readonly kind: 'none' } | Rejection;

/** Which type a run is of. That never changes: it is asked once, and then remembered by its run id. Which run is the newest is always asked. */
export interface Runs {
  typeOf(name: RunName): string | undefined;
  find(name: RunName, ask: Ask, done: (found: FoundRun) => void): void;
}

/** Field numbers of temporal.api: DescribeWorkflowExecutionResponse.workflow_execution_info, and in it those of WorkflowExecutionInfo. */
const [info, runIdOfInfo, typeOfInfo, statusOfInfo] = [2, [1, 2], [2, 1], 5];
/** temporal.api.enums.v1.WorkflowExecutionStatus: completed to timed out. Whatever is none of them may go on. */
const closed: ReadonlySet<number> = new Set([2, 3, 4, 5, 6, 7]);
/** Characters of both ids; longer ones are asked anew, so that the cache is bounded in bytes too. */
const longestKey = 400;

export function createRuns(size = 10_000): Runs {
  const types = createBoundedCache<string, string>(size);
  return {
    typeOf: (name) => types.get(keyOf(name)),
    find(name, ask, done) {
      ask('DescribeWorkflowExecution', describe(name), (answer) => {
        const found = foundIn(answer);
        if (found.kind === 'run') {
          const key = keyOf({ ...name, runId: found.runId });
          if (key.length <= longestKey) types.set(key, found.workflowType);
        }
        done(found);
      });
    },
  };
}

function keyOf({ route, workflowId, runId }: RunName): string {
  return `${route.upstream}\n${route.physical}\n${runId}\n${workflowId}`;
}

function describe({ route, workflowId, runId }: RunName): Buffer {
  const execution = Buffer.concat([encodeText(1, workflowId), encodeText(2, runId)]);
  return Buffer.concat([encodeText(1, route.physical), encodeField(2, execution)]);
}

function foundIn(answer: Buffer | Rejection): FoundRun {
  if ('kind' in answer) return answer.status === grpcStatus.notFound ? { kind: 'none' } : answer;
  const description = Buffer.concat(readMessages(answer, info));
  const runId = textAt(description, runIdOfInfo) ?? '';
  const workflowType = textAt(description, typeOfInfo) ?? '';
  if (runId === '' || workflowType === '') return { kind: 'none' };
  const status = numbersAt(description, statusOfInfo).at(-1) ?? 0;
  return { kind: 'run', runId, workflowType, isOpen: !closed.has(status) };
}
