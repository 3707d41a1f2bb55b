import { describe, expect, test } from 'vitest';
import { failTask } from '../../../src/proxy/wire/task-failures.ts';
import { readMessages, withoutFields } from '../../../src/proxy/wire/top-level.ts';
import { decode, encode, methodNamed } from '../../support/temporal-messages.ts';

const input = { namespace: 'images-prod', identity: 'temporal-proxy', reason: 'Its payloads cannot be opened.' };
const token = Buffer.from('token');

describe('a task that cannot be handed out is given back', () => {
  test.each([
    {
      what: 'a workflow task',
      kind: 'workflow',
      task: { taskToken: token, history: { events: [{ eventId: 1 }] } },
      method: 'RespondWorkflowTaskFailed',
      call: {
        cause: 'WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE',
        failure: { message: input.reason, applicationFailureInfo: { type: 'TaskCannotBeOpened' } },
        identity: input.identity,
      },
    },
    {
      what: 'a query',
      kind: 'workflow',
      task: { taskToken: token, query: { queryType: 'status' }, pollerGroupId: 'group-1' },
      method: 'RespondQueryTaskCompleted',
      call: { completedType: 'QUERY_RESULT_TYPE_FAILED', errorMessage: input.reason, pollerGroupId: 'group-1' },
    },
    {
      what: 'an activity task',
      kind: 'activity',
      task: { taskToken: token, activityId: '5' },
      method: 'RespondActivityTaskFailed',
      call: { failure: { message: input.reason, applicationFailureInfo: { type: 'TaskCannotBeOpened' } }, identity: input.identity },
    },
    {
      what: 'a Nexus task',
      kind: 'nexus',
      task: { taskToken: token, pollerGroupId: 'group-2' },
      method: 'RespondNexusTaskFailed',
      call: {
        error: { errorType: 'INTERNAL', failure: { message: input.reason }, retryBehavior: 'NEXUS_HANDLER_ERROR_RETRY_BEHAVIOR_RETRYABLE' },
        identity: input.identity,
        pollerGroupId: 'group-2',
      },
    },
  ] as const)('$what by $method', ({ kind, task, method, call }) => {
    const poll = { workflow: 'Workflow', activity: 'Activity', nexus: 'Nexus' }[kind];
    const failure = failTask(kind, encode(`workflowservice.v1.Poll${poll}TaskQueueResponse`, task), input);
    expect(failure?.path).toBe(methodNamed(method).path);
    const sent = decode(`workflowservice.v1.${method}Request`, failure?.message ?? Buffer.alloc(0));
    expect(sent).toEqual({ taskToken: token.toString('base64'), namespace: 'images-prod', ...call });
  });

  test('and a poll that brought nothing is not', () => {
    expect(failTask('activity', Buffer.alloc(0), input)).toBeUndefined();
  });
});

test('an eager task is found in its response, and taken out of it', () => {
  const { tasks, response } = methodNamed('StartWorkflowExecution');
  const name = response.name.replace('temporal.api.', '');
  const message = encode(name, { runId: 'run', eagerWorkflowTask: { taskToken: token }, started: true });
  const numbers = tasks.map(({ number }) => number);
  expect(tasks.map(({ number, kind }) => failTask(kind, readMessages(message, number)[0] ?? Buffer.alloc(0), input)?.path)).toEqual([
    methodNamed('RespondWorkflowTaskFailed').path,
  ]);
  expect(decode(name, withoutFields(message, numbers))).toEqual({ runId: 'run', started: true });
});
