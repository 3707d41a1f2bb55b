import { temporal } from '@temporalio/proto';
import { expect, test } from 'vitest';
import { actions } from '../../../src/domain/access.ts';
import { encodeField, encodeText } from '../../../src/domain/protobuf-wire.ts';
import { planOf } from '../../../src/proxy/authorize/method-plan.ts';
import type { AuthorityTable } from '../../../src/proxy/wire/authority.ts';
import { decidedMethods, requestIn, startPolicyService } from '../../support/policy-service.ts';
import { decode, encode, methodNamed } from '../../support/temporal-messages.ts';

const liar = 'somebody-else';
const nothing = Buffer.alloc(0);

/** `liar` in every field that says who calls, at every depth. */
function withLiar({ fields }: AuthorityTable): Buffer {
  const parts = [...fields.entries()].map(([number, rule]) => {
    if (rule?.isIdentity === true) return encodeText(number, liar);
    return rule?.below?.namesCaller === true ? encodeField(number, withLiar(rule.below)) : Buffer.alloc(0);
  });
  return Buffer.concat(parts);
}

function occurrences(message: Buffer, text: string): number {
  return message.toString('latin1').split(text).length - 1;
}

test('people are named by their subject in every field that says who calls, services name themselves', async () => {
  const rights = [...actions, 'decode'] as const;
  const service = await startPolicyService({ 'ada-lovelace': { rights, isPerson: true }, robot: { rights } });
  const naming = decidedMethods.filter((method) => planOf(method).naming !== undefined);
  expect(naming.length).toBeGreaterThan(60);
  const wrong: string[] = [];
  for (const method of naming) {
    const message = Buffer.concat([requestIn(method, 'orders'), withLiar(planOf(method).naming!)]);
    const before = service.received.length;
    const answers = [await service.call('ada-lovelace', method, message), await service.call('robot', method, message)];
    const [person, robot] = service.received.slice(before).map((one) => one.message);
    // As many as a service has sent: of operations that exclude each other the proxy hands on the last.
    const expected = occurrences(robot ?? nothing, liar);
    const isNamed = occurrences(person ?? nothing, liar) === 0 && occurrences(person ?? nothing, 'ada-lovelace') === expected;
    const isRight = expected > 0 && isNamed;
    if (!isRight) wrong.push(`${method.name}: ${answers.map(({ status, message: text }) => `${status} ${text}`).join(', ')}`);
  }
  expect(wrong).toEqual([]);
});

test.each([
  ['a start', 'StartWorkflowExecution', { workflowId: 'w' }, { workflowId: 'w', identity: 'ada' }],
  [
    'a start and an update in one',
    'ExecuteMultiOperation',
    {
      operations: [
        { startWorkflow: { workflowId: 'w', identity: liar } },
        { updateWorkflow: { request: { meta: { updateId: 'u', identity: liar }, input: { name: 'n' } } } },
      ],
    },
    {
      operations: [
        { startWorkflow: { workflowId: 'w', identity: 'ada' } },
        { updateWorkflow: { request: { meta: { updateId: 'u', identity: 'ada' }, input: { name: 'n' } } } },
      ],
    },
  ],
  [
    'a batch',
    'StartBatchOperation',
    { jobId: 'j', signalOperation: { signal: 's', identity: liar } },
    { jobId: 'j', signalOperation: { signal: 's', identity: 'ada' } },
  ],
  [
    'a schedule',
    'PatchSchedule',
    { scheduleId: 's', identity: liar, patch: { pause: 'p' } },
    { scheduleId: 's', identity: 'ada', patch: { pause: 'p' } },
  ],
] as const)('%s arrives with all else as it was', async (...[, name, sent, expected]) => {
  const service = await startPolicyService({ ada: { rights: [...actions, 'decode'], isPerson: true } });
  const method = methodNamed(name);
  const type = method.request.name.replace('temporal.api.', '');
  await service.call('ada', method, encode(type, { namespace: 'orders', ...sent }));
  const [{ message } = { message: Buffer.alloc(0) }] = service.received;
  expect(decode(type, message)).toMatchObject(expected);
});

test('what SDKs of Temporal read is the subject, even where a caller has sent the field twice', async () => {
  const service = await startPolicyService({ ada: { rights: ['terminate'], isPerson: true } });
  const method = methodNamed('TerminateWorkflowExecution');
  await service.call(
    'ada',
    method,
    Buffer.concat([requestIn(method, 'orders'), encodeText(5, liar), encodeText(3, 'why'), encodeText(5, liar)]),
  );
  const read = temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest.decode(service.received[0]!.message);
  expect(read).toMatchObject({ identity: 'ada', reason: 'why' });
});
