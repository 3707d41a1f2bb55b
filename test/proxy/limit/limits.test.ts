import { temporal } from '@temporalio/proto';
import { expect, test } from 'vitest';
import { noRules } from '../../../src/proxy/limit/limit-rules.ts';
import { methods } from '../../../src/proxy/wire/methods.ts';
import { ask, callerNamed, images, memoryLimits, rulesOf, waits } from '../../support/limiting.ts';
import { turnedClock } from './turned-clock.ts';

const admitted = { kind: 'admitted', traffic: 'live' };
const exhausted = { kind: 'rejected', status: 8 };

function limiting(rules = rulesOf({ namespace: { requestsPerSecond: 3, burst: 2 } })) {
  const clock = turnedClock();
  const limits = memoryLimits(clock);
  return { clock, limits, limiter: limits.limiter(rules, waits) };
}

test('a call over the limit waits for its turn, and is refused when its time is over', () => {
  const { clock, limits, limiter } = limiting();
  const calls = Array.from({ length: 5 }, () => ask(limiter));
  expect(calls.map(({ outcome }) => outcome)).toEqual([admitted, admitted, undefined, undefined, undefined]);
  clock.turn(500);
  expect(calls.slice(2).map(({ outcome }) => outcome)).toMatchObject([admitted, exhausted, exhausted]);
  expect([...limits.ledgers()][0]).toMatchObject({
    namespace: 'images',
    counts: { live: { admitted: 2, delayed: 1, refused: 2, empty: 0 } },
  });
  expect([...limits.levels()].map(([, tokens]) => tokens)).toEqual([expect.closeTo(0.5)]);
});

test('a refusal says what Temporal says of itself, with the details that SDKs read, and names nobody', () => {
  const { clock, limiter } = limiting(rulesOf({ namespace: { requestsPerSecond: 2 } }));
  const calls = Array.from({ length: 4 }, () => ask(limiter, { identity: callerNamed('bob') }));
  clock.turn(500);
  const { outcome } = calls.at(-1)!;
  if (outcome?.kind !== 'rejected') throw new Error('it was let through');
  expect(outcome).toMatchObject({ reason: 'limit-namespace', message: 'The limit of namespace images is used up: 2 calls a second.' });
  // google.rpc.Status: code, message, details.
  const any = outcome.statusDetails!.subarray(outcome.statusDetails!.indexOf('type.googleapis.com'));
  const typeUrl = 'type.googleapis.com/temporal.api.errordetails.v1.ResourceExhaustedFailure';
  expect(any.toString('latin1', 0, typeUrl.length)).toBe(typeUrl);
  const failure = temporal.api.errordetails.v1.ResourceExhaustedFailure.decode(any.subarray(typeUrl.length + 2));
  expect(failure).toMatchObject({
    cause: temporal.api.enums.v1.ResourceExhaustedCause.RESOURCE_EXHAUSTED_CAUSE_RPS_LIMIT,
    scope: temporal.api.enums.v1.ResourceExhaustedScope.RESOURCE_EXHAUSTED_SCOPE_NAMESPACE,
  });
});

test('a call whose deadline comes first is refused before it', () => {
  const { clock, limiter } = limiting(rulesOf({ namespace: { requestsPerSecond: 0.1, burst: 1 } }));
  ask(limiter);
  const call = ask(limiter, { deadline: clock.now() + 200 });
  clock.turn(179);
  expect(call.outcome).toBeUndefined();
  clock.turn(2);
  expect(call.outcome).toMatchObject(exhausted);
  expect(ask(limiter, { deadline: clock.now() + 10 }).outcome).toMatchObject(exhausted);
});

test('polls wait, and are answered empty, never refused; their deadline leaves Temporal time to find a task', () => {
  const { clock, limits, limiter } = limiting(rulesOf({ namespace: { requestsPerSecond: 0.01, burst: 1 } }));
  ask(limiter);
  const polls = ['PollWorkflowTaskQueue', 'PollActivityTaskQueue', 'PollNexusTaskQueue'].map((method) =>
    ask(limiter, { method, deadline: clock.now() + 70_000 }),
  );
  const short = ask(limiter, { method: 'PollActivityTaskQueue', deadline: clock.now() + 10_000 });
  clock.turn(8_000);
  expect([short, ...polls].map(({ outcome }) => outcome?.kind)).toEqual(['empty', undefined, undefined, undefined]);
  clock.turn(22_000);
  expect(polls.map(({ outcome }) => outcome?.kind)).toEqual(['empty', 'empty', 'empty']);
  expect([...limits.ledgers()][0]?.counts.live).toMatchObject({ admitted: 1, empty: 4, refused: 0 });
});

test('what workers report is never limited', () => {
  const { limiter } = limiting(rulesOf({ namespace: { requestsPerSecond: 0.01, burst: 1 }, each: { requestsPerSecond: 0.01, burst: 1 } }));
  ask(limiter);
  const free = [...methods.values()].filter(({ actions, poll }) => actions.includes('work') && poll === undefined).map(({ name }) => name);
  expect(free).toEqual(
    expect.arrayContaining([
      'RespondWorkflowTaskCompleted',
      'RespondWorkflowTaskFailed',
      'RespondActivityTaskCompleted',
      'RespondActivityTaskCompletedById',
      'RespondActivityTaskFailed',
      'RespondActivityTaskCanceled',
      'RespondQueryTaskCompleted',
      'RespondNexusTaskCompleted',
      'RecordActivityTaskHeartbeat',
      'RecordWorkerHeartbeat',
      'ShutdownWorker',
    ]),
  );
  for (const method of free) expect(ask(limiter, { method }).outcome).toEqual(admitted);
});

test('what stops something goes before what others wait with', () => {
  const { clock, limiter } = limiting();
  const starts = Array.from({ length: 10 }, () => ask(limiter));
  const stop = ask(limiter, { method: 'TerminateWorkflowExecution', identity: callerNamed('ada') });
  clock.turn(500);
  expect(stop.outcome).toEqual(admitted);
  expect(starts.filter(({ outcome }) => outcome?.kind === 'admitted')).toHaveLength(2);
});

test('a caller has its own limit, and over it uses up nothing of the namespace', () => {
  const { clock, limiter } = limiting(rulesOf({ namespace: { requestsPerSecond: 10 }, each: { requestsPerSecond: 3, burst: 3 } }));
  const ofAda = Array.from({ length: 20 }, () => ask(limiter, { identity: callerNamed('ada') }));
  const bob = callerNamed('bob');
  const ofBob = Array.from({ length: 3 }, () => ask(limiter, { identity: bob }));
  expect(ofBob.map(({ outcome }) => outcome)).toEqual([admitted, admitted, admitted]);
  clock.turn(500);
  // Each time another object: who it is counts, not which one.
  expect(ofAda.filter(({ outcome }) => outcome?.kind === 'admitted')).toHaveLength(4);
  expect(ofAda.at(-1)?.outcome).toMatchObject({
    reason: 'limit-caller',
    message: 'The limit of this caller in namespace images is used up: 3 calls a second.',
  });
});

test('who leaves while it waits gives back what it has', () => {
  const rules = rulesOf({ namespace: { requestsPerSecond: 1 }, each: { requestsPerSecond: 0.01, burst: 2 } });
  const { clock, limiter } = limiting(rules);
  const ada = callerNamed('ada');
  expect(ask(limiter, { identity: ada }).outcome).toEqual(admitted);
  ask(limiter, { identity: ada }).cancel();
  clock.turn(1_000);
  expect(ask(limiter, { identity: ada }).outcome).toEqual(admitted);
});

test('callers may call their traffic backfill, and nothing else; what policy calls backfill stays it', () => {
  const { limiter } = limiting(noRules);
  const as = (word: string, traffic: 'live' | 'backfill' = 'live') =>
    ask(limiter, { traffic, headers: { 'temporal-proxy-traffic': word } });
  expect(as('backfill').outcome).toEqual({ kind: 'admitted', traffic: 'backfill' });
  expect(as('live', 'backfill').outcome).toEqual({ kind: 'admitted', traffic: 'backfill' });
  expect(as('urgent').outcome).toMatchObject({ kind: 'rejected', status: 3, reason: 'traffic-header' });
});

test('backfill waits longer, and is told why it is refused', () => {
  const { clock, limiter } = limiting(rulesOf({ namespace: { requestsPerSecond: 1, burst: 1, backfillShare: 0.1 } }));
  ask(limiter, { traffic: 'backfill' });
  const call = ask(limiter, { traffic: 'backfill' });
  clock.turn(4_999);
  expect(call.outcome).toBeUndefined();
  clock.turn(1);
  expect(call.outcome).toMatchObject({
    message: 'Backfill in namespace images uses what live calls leave of 1 calls a second, and they leave nothing now.',
  });
});

test('another config changes limits and forgets nothing of what is used up', () => {
  const { clock, limits, limiter } = limiting(rulesOf({ namespace: { requestsPerSecond: 2, burst: 2 } }));
  for (let index = 0; index < 2; index++) ask(limiter);
  const next = limits.limiter(rulesOf({ namespace: { requestsPerSecond: 4, burst: 4 } }), waits);
  const call = ask(next, { route: { ...images } });
  expect(call.outcome).toBeUndefined();
  clock.turn(250);
  expect(call.outcome).toEqual(admitted);
});

test('callers that have not called for a while are forgotten', () => {
  const { clock, limits, limiter } = limiting(rulesOf({ each: { requestsPerSecond: 100, burst: 100 } }));
  for (let index = 0; index < 1_000; index++) ask(limiter, { identity: callerNamed(`caller-${index}`) });
  expect(limits.buckets()).toBe(1_000);
  clock.turn(20_000);
  ask(limiter, { identity: callerNamed('another') });
  expect(limits.buckets()).toBe(1);
});

test('thousands of calls that one token turns out to be refused at the next gate end one after the other, and not within each other', () => {
  const { clock, limiter } = limiting(rulesOf({ namespace: { requestsPerSecond: 1 }, each: { requestsPerSecond: 20_000, burst: 1 } }));
  const calls = Array.from({ length: 5_000 }, () => ask(limiter));
  clock.turn(300);
  expect(calls.filter(({ outcome }) => outcome?.kind === 'rejected')).toHaveLength(4_983);
});
