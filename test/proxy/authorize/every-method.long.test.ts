import { expect, test } from 'vitest';
import { actions, decodeBits, rightsIn } from '../../../src/domain/access.ts';
import { methods, type Method } from '../../../src/proxy/wire/methods.ts';
import { methodActions } from '../../support/proxy-table/method-rules.ts';
import { decidedMethods, requestIn, startPolicyService, type TestCaller } from '../../support/policy-service.ts';

const decode = rightsIn(decodeBits);

/** Callers that hold one right, all but one, or two that belong together. */
function callers(): Record<string, TestCaller> {
  return Object.fromEntries([
    ...actions.map((action): [string, TestCaller] => [`only-${action}`, { rights: [action, ...decode] }]),
    ...actions.map((action): [string, TestCaller] => [
      `all-but-${action}`,
      { rights: [...actions.filter((other) => other !== action), ...decode] },
    ]),
    ['only-start-signal', { rights: ['start', 'signal'] }],
    ['only-operate-start', { rights: ['operate', 'start'] }],
  ]);
}

/** As the rules have it that the table is made from. */
function isAllowed({ name }: Method, held: readonly string[]): boolean {
  const needed = methodActions.get(name) ?? [];
  if (needed.join() === 'local') return held.length > 0;
  // No worker starts without these two.
  if (['DescribeNamespace', 'DescribeTaskQueue'].includes(name)) return held.includes('read') || held.includes('work');
  if (needed.join() === 'work,operate') return needed.some((action) => held.includes(action));
  return needed.every((action) => held.includes(action));
}

test('every method takes all of its rights, each of them, and no other', { timeout: 60_000 }, async () => {
  const all = callers();
  const service = await startPolicyService(all);
  const wrong: string[] = [];
  let expected = 0;
  for (const [caller, { rights }] of Object.entries(all)) {
    const outcomes = await Promise.all(
      decidedMethods.map(async (method) => ({ method, answer: await service.call(caller, method, requestIn(method, 'orders')) })),
    );
    for (const { method, answer } of outcomes) {
      const isRight = isAllowed(method, rights);
      if (isRight) expected += 1;
      const status = isRight ? '0' : '7';
      if (answer.status !== status) wrong.push(`${caller} ${method.name}: ${answer.status} ${answer.message}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(service.received).toHaveLength(expected);
});

test('what is the platform’s stays so, whoever asks', async () => {
  const service = await startPolicyService({ all: { rights: [...actions, 'decode'] } });
  const rest = [...methods.values()].filter((method) => !decidedMethods.includes(method) && !method.actions.includes('local'));
  const statuses = await Promise.all(rest.map(async (method) => (await service.call('all', method, requestIn(method, 'orders'))).status));
  expect(new Set(statuses)).toEqual(new Set(['7']));
  expect(service.received).toEqual([]);
  expect(rest.map(({ name }) => name)).toContain('UpdateNamespace');
});
