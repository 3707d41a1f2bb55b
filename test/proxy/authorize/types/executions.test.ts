import { describe, expect, test } from 'vitest';
import { bitsOf } from '../../../../src/domain/access.ts';
import { createDecideByType } from '../../../../src/proxy/authorize/types/decide-by-type.ts';
import { grpcStatus, reject } from '../../../../src/proxy/rejection.ts';
import { methods } from '../../../../src/proxy/wire/methods.ts';
import { decode, encode } from '../../../support/temporal-messages.ts';
import { decided, field, knowing, namingRequest, type Decided } from '../../../support/typed-requests.ts';

const own = { workflowId: 'mine', runId: 'run-1', type: 'Pay' };
const foreign = { workflowId: 'theirs', runId: 'run-2', type: 'Payroll' };
const temporal = knowing(own, foreign, { workflowId: 'hidden', runId: 'run-3', type: 'order-secret-1' });

const ofOne = [...methods.values()].filter(({ scope }) => scope.kind === 'execution' || scope.kind === 'history');

function message({ outcome }: Decided, type: string): Record<string, unknown> {
  if (outcome.kind !== 'allowed' || outcome.message === undefined) throw new Error(JSON.stringify(outcome));
  return decode(type, outcome.message);
}

describe.each(ofOne.map(({ name }) => name))('%s', (name) => {
  const method = ofOne.find((one) => one.name === name)!;
  const request = method.request.name.slice('temporal.api.'.length);

  test('of a workflow in scope goes on to the run that was looked at', () => {
    const call = decided({ method: name, message: namingRequest(name, { workflow: 'mine' }), temporal });
    expect(call.outcome).toMatchObject({ kind: 'allowed', workflowType: 'Pay' });
    expect(JSON.stringify(message(call, request))).toContain('"runId":"run-1"');
    expect(JSON.stringify(message(call, request))).toContain('"workflowId":"mine"');
  });

  test.each([
    { title: 'another type', workflow: 'theirs' },
    { title: 'a denied type', workflow: 'hidden' },
    { title: 'nothing', workflow: 'nobody’s' },
  ])('of $title finds nothing', ({ workflow }) => {
    const { outcome } = decided({ method: name, message: namingRequest(name, { workflow }), temporal });
    const { outcome: missing } = decided({ method: name, message: namingRequest(name, { workflow: 'missing' }), temporal });
    expect(outcome).toMatchObject({ kind: 'rejected', status: grpcStatus.notFound, message: (missing as { message: string }).message });
  });

  test('that names two workflows, or none, is refused', () => {
    const two = Buffer.concat([namingRequest(name, { workflow: 'mine' }), namingRequest(name, { workflow: 'theirs' })]);
    expect(decided({ method: name, message: two, temporal }).outcome).toMatchObject({ reason: 'repeated-field' });
    expect(decided({ method: name, message: namingRequest(name, {}), temporal }).outcome).toMatchObject({ reason: 'id-missing' });
  });
});

const describing = (ids: { workflow: string; run?: string }) => ({
  method: 'DescribeWorkflowExecution',
  message: namingRequest('DescribeWorkflowExecution', ids),
  temporal,
});

describe('the type of a run', () => {
  test('is asked once, by the name that Temporal knows the namespace by', () => {
    const decideByType = createDecideByType();
    const first = decided({ ...describing({ workflow: 'mine', run: 'run-1' }), decideByType });
    expect(
      first.asked.map(({ method, request }) => [method, decode('workflowservice.v1.DescribeWorkflowExecutionRequest', request)]),
    ).toEqual([['DescribeWorkflowExecution', { namespace: 'shop-production-eu', execution: { workflowId: 'mine', runId: 'run-1' } }]]);
    expect(decided({ ...describing({ workflow: 'mine', run: 'run-1' }), decideByType })).toMatchObject({
      asked: [],
      outcome: { workflowType: 'Pay' },
    });
    expect(decided({ ...describing({ workflow: 'theirs', run: 'run-1' }), decideByType }).outcome).toMatchObject({ kind: 'rejected' });
  });

  test('is asked each time that no run is named', () => {
    const decideByType = createDecideByType();
    for (let call = 0; call < 2; call++) expect(decided({ ...describing({ workflow: 'mine' }), decideByType }).asked).toHaveLength(1);
  });

  test('is not known when Temporal does not answer', () => {
    const away = reject(grpcStatus.unavailable, 'type-unknown', { message: 'away' });
    expect(decided({ ...describing({ workflow: 'mine' }), temporal: () => away }).outcome).toBe(away);
    expect(decided({ ...describing({ workflow: 'mine' }), temporal: () => Buffer.from([1]) }).outcome).toMatchObject({
      status: grpcStatus.notFound,
    });
  });

  test('only opens answers where the right holds for every type', () => {
    const everywhere = bitsOf(['read']);
    expect(decided({ ...describing({ workflow: 'theirs' }), everywhere }).outcome).toMatchObject({
      kind: 'allowed',
      workflowType: 'Payroll',
    });
    expect(decided({ ...describing({ workflow: 'missing' }), everywhere }).outcome).toEqual({ kind: 'allowed' });
  });
});

test('a reset is refused when it would end a run of another type', () => {
  const reset = { method: 'ResetWorkflowExecution', message: namingRequest('ResetWorkflowExecution', { workflow: 'mine', run: 'run-1' }) };
  const newest = { workflowId: 'mine', runId: 'run-9', type: 'Payroll' };
  expect(decided({ ...reset, temporal: knowing(newest, own) }).outcome).toMatchObject({
    kind: 'rejected',
    status: grpcStatus.permissionDenied,
  });
  expect(decided({ ...reset, temporal: knowing({ ...newest, status: 2 }, own) }).outcome).toMatchObject({ kind: 'allowed' });
  expect(decided({ ...reset, temporal: knowing(own) }).outcome).toMatchObject({ kind: 'allowed' });
});

const started = (name: string) => ({ eventId: 1, eventType: 1, workflowExecutionStartedEventAttributes: { workflowType: { name } } });

describe('a history', () => {
  const pages = ['GetWorkflowExecutionHistory', 'GetWorkflowExecutionHistoryReverse'] as const;

  test.each(pages)('is not that of a page token of another run: %s', (name) => {
    const nextPage = Buffer.concat([namingRequest(name, { workflow: 'mine', run: 'run-1' }), field(4, field(1, 'run-2'))]);
    expect(decided({ method: name, message: nextPage, temporal }).outcome).toMatchObject({ reason: 'foreign-history' });
    const bare = Buffer.concat([namingRequest(name, { workflow: 'mine' }), field(4, field(1, 'run-2'))]);
    expect(decided({ method: name, message: bare, temporal }).outcome).toMatchObject({
      reason: 'run-not-found',
      status: grpcStatus.notFound,
    });
  });

  test.each(pages)('goes on with the run of its page token: %s', (name) => {
    const nextPage = Buffer.concat([namingRequest(name, { workflow: 'mine' }), field(4, field(1, 'run-0'))]);
    const older = { ...own, runId: 'run-0' };
    const call = decided({ method: name, message: nextPage, temporal: knowing(own, older) });
    expect(JSON.stringify(message(call, `workflowservice.v1.${name}Request`))).toContain('"runId":"run-0"');
  });

  test.each([
    { title: 'its own type', events: [started('Pay'), { eventId: 2 }], isRelayed: true },
    { title: 'another type', events: [started('Payroll'), { eventId: 2 }], isRelayed: false },
    { title: 'another type, backwards', events: [{ eventId: 2 }, started('Payroll')], isRelayed: false },
    { title: 'no beginning', events: [{ eventId: 7 }], isRelayed: true },
    { title: 'no event', events: [], isRelayed: true },
  ])('is looked at before it is relayed: one of $title', ({ events, isRelayed }) => {
    const { outcome } = decided({ method: pages[0], message: namingRequest(pages[0], { workflow: 'mine' }), temporal });
    const check = outcome.kind === 'allowed' ? outcome.checkAnswer! : () => outcome;
    const whole = encode('workflowservice.v1.GetWorkflowExecutionHistoryResponse', { history: { events } });
    const rawHistory = [{ encodingType: 1, data: encode('history.v1.History', { events }) }];
    const raw = encode('workflowservice.v1.GetWorkflowExecutionHistoryResponse', { rawHistory });
    for (const answer of [whole, raw]) {
      const checked = check(answer);
      expect('kind' in checked ? checked.reason : checked).toBe(isRelayed ? answer : 'foreign-history');
    }
  });
});
