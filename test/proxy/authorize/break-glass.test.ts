import { expect, test } from 'vitest';
import { createAccess } from '../../../src/proxy/authorize/create-access.ts';
import { createDecideByType } from '../../../src/proxy/authorize/types/decide-by-type.ts';
import type { Identity } from '../../../src/proxy/identity/identity.ts';
import { breakGlassText, compiled, policyText } from '../../policy/documents-of.ts';
import { encode, methodNamed } from '../../support/temporal-messages.ts';
import { concluded, knowing, route, type Asked } from '../../support/typed-requests.ts';

const to = [{ subject: 'ada' }];
const namespaces = ['shop'];
const role = (name: string, ...rights: ('read' | 'start' | 'terminate' | 'operate' | 'work' | 'decode')[]) => ({
  name,
  description: 'A role.',
  allow: [{ rights }],
});
const roles = [
  role('fixer', 'read', 'start', 'terminate', 'operate', 'decode'),
  role('worker', 'work', 'decode'),
  role('works', 'work'),
  role('operator', 'operate'),
];
const window = { from: '2030-01-01T00:00:00Z', until: '2030-01-01T02:00:00Z', reason: 'It burns.' };
const glass = (name: string, granted: string, more: object = {}) =>
  breakGlassText({ role: granted, to, namespaces, ...window, ...more }, name);

/** Ada has the rights of `fixer` for Pay types alone, and for every type while it burns. */
const typed = [
  policyText({ roles, grants: [{ role: 'fixer', to, namespaces, workflowTypes: ['Pay*'] }] }),
  glass('idle', 'fixer', { workflowTypes: ['PayOut'] }),
  glass('fire', 'fixer'),
];
const ada: Identity = {
  source: 'people',
  subject: 'ada',
  place: { cluster: undefined, environment: 'production', region: 'eu' },
  namespaces: new Set(['shop']),
  groups: new Set(),
  kind: 'person',
};
const runs = knowing(
  { workflowId: 'own', runId: 'run-1', type: 'Pay' },
  { workflowId: 'other', runId: 'run-2', type: 'Refund' },
  { workflowId: 'twice', runId: 'run-4', type: 'Refund' },
  { workflowId: 'twice', runId: 'run-3', type: 'Pay' },
);
const scheduled = encode('workflowservice.v1.DescribeScheduleResponse', starting('Pay'));
const temporal = (asked: Asked) => (asked.method === 'DescribeSchedule' ? scheduled : runs(asked));

function starting(name: string): object {
  return { schedule: { action: { startWorkflow: { workflowType: { name } } } } };
}

const routes = () => {
  throw new Error('no command is judged here');
};

function told(texts: readonly string[], name: string, request: object): unknown {
  const { policy, problems } = compiled(...texts);
  expect(problems).toEqual([]);
  const access = createAccess({ policy, routes, clock: () => Date.parse(window.from), decideByType: createDecideByType() });
  const method = methodNamed(name);
  const message = encode(method.request.name.slice('temporal.api.'.length), { namespace: 'shop', ...request });
  const decision = concluded(access.decide({ method, identity: ada, route, message }), temporal);
  if (decision.kind !== 'allowed') return decision;
  return { used: decision.breakGlass?.name, toRead: decision.breakGlassToRead?.name };
}

const nothing = { used: undefined, toRead: undefined };
const terminating = { workflowIdConflictPolicy: 3 };

test.each([
  {
    title: 'a call of a type that other grants allow',
    call: 'DescribeWorkflowExecution',
    request: { execution: { workflowId: 'own' } },
    expected: nothing,
  },
  {
    title: 'a call of another type',
    call: 'DescribeWorkflowExecution',
    request: { execution: { workflowId: 'other' } },
    expected: { used: 'fire', toRead: 'fire' },
  },
  {
    title: 'what is about many types',
    call: 'ListWorkflowExecutions',
    request: {},
    expected: { used: 'fire', toRead: 'fire' },
  },
  {
    title: 'a start of a type that other grants allow',
    call: 'StartWorkflowExecution',
    request: { workflowId: 'new', workflowType: { name: 'PayOut' } },
    expected: nothing,
  },
  {
    title: 'a start that ends what runs of another type',
    call: 'StartWorkflowExecution',
    request: { workflowId: 'other', workflowType: { name: 'Pay' }, ...terminating },
    expected: { used: 'fire', toRead: 'fire' },
  },
  {
    title: 'a start that ends what runs of the same type',
    call: 'StartWorkflowExecution',
    request: { workflowId: 'own', workflowType: { name: 'Pay' }, ...terminating },
    expected: nothing,
  },
  {
    title: 'a reset of a type that other grants allow, which ends a newer run of another type',
    call: 'ResetWorkflowExecution',
    request: { workflowExecution: { workflowId: 'twice', runId: 'run-3' } },
    expected: { used: 'fire', toRead: 'fire' },
  },
  {
    title: 'a reset of the newest run of such a type',
    call: 'ResetWorkflowExecution',
    request: { workflowExecution: { workflowId: 'own', runId: 'run-1' } },
    expected: nothing,
  },
  {
    title: 'an edit of a schedule of such a type to start another one',
    call: 'UpdateSchedule',
    request: { scheduleId: 'nightly', ...starting('Refund') },
    expected: { used: 'fire', toRead: 'fire' },
  },
  {
    title: 'an edit of a schedule that starts such a type before and after',
    call: 'UpdateSchedule',
    request: { scheduleId: 'nightly', ...starting('PayOut') },
    expected: nothing,
  },
])('break-glass for every type is told of $title as it was needed', ({ call, request, expected }) => {
  expect(told(typed, call, request)).toEqual(expected);
});

test.each([
  {
    title: 'not where the other of two rights is held without it',
    texts: [policyText({ roles, grants: [{ role: 'operator', to, namespaces }] }), glass('fire', 'worker')],
    call: 'RespondActivityTaskCompletedById',
    expected: { used: undefined, toRead: 'fire' },
  },
  {
    title: 'where neither is',
    texts: [policyText({ roles }), glass('fire', 'worker')],
    call: 'RespondActivityTaskCompletedById',
    expected: { used: 'fire', toRead: 'fire' },
  },
  {
    title: 'of work whose decode it gives',
    texts: [policyText({ roles, grants: [{ role: 'works', to, namespaces }] }), glass('fire', 'fixer')],
    call: 'PollActivityTaskQueue',
    expected: { used: 'fire', toRead: 'fire' },
  },
])('break-glass is told $title', ({ texts, call, expected }) => {
  expect(told(texts, call, {})).toEqual(expected);
});
