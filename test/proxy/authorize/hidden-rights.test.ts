import { expect, test } from 'vitest';
import { bitsOf } from '../../../src/domain/access.ts';
import { encodeField, encodeNumber, encodeText } from '../../../src/domain/protobuf-wire.ts';
import { startPolicyService } from '../../support/policy-service.ts';
import { hiddenRights } from '../../../src/proxy/authorize/hidden-rights.ts';
import { planOf } from '../../../src/proxy/authorize/method-plan.ts';
import { hiddenCases } from './hidden-cases.ts';
import { encode, methodNamed } from '../../support/temporal-messages.ts';

function nameOf(rights: readonly string[]): string {
  return rights.join('-');
}

test('a field that takes a right of its own is refused without it and let through with it', async () => {
  const held = new Map(
    hiddenCases.flatMap(({ own, hidden }) => [own, [...own, hidden]].map((rights) => [nameOf(rights), { rights }] as const)),
  );
  const service = await startPolicyService(Object.fromEntries(held));
  const wrong = await Promise.all(
    hiddenCases.map(async ({ title, method: named, request, own, hidden }) => {
      const method = methodNamed(named);
      const message = encode(method.request.name.replace('temporal.api.', ''), { namespace: 'orders', ...request });
      const [without, withIt] = [
        await service.call(nameOf(own), method, message),
        await service.call(nameOf([...own, hidden]), method, message),
      ];
      const isRight =
        without.status === '7' && without.message?.includes(`may not ${hidden}, which a field`) === true && withIt.status === '0';
      return isRight ? [] : [`${title}: ${without.status} ${without.message}, then ${withIt.status} ${withIt.message}`];
    }),
  );
  expect(wrong.flat()).toEqual([]);
});

test('a field that nobody knows is refused, also where payloads pass in clear: it could take any right', async () => {
  const service = await startPolicyService({ starter: { rights: ['start'] } });
  const method = methodNamed('StartWorkflowExecution');
  const message = encode('workflowservice.v1.StartWorkflowExecutionRequest', { namespace: 'orders', workflowId: 'one' });
  expect((await service.call('starter', method, message)).status).toBe('0');
  const outcome = await service.call('starter', method, Buffer.concat([message, encodeNumber(9_999, 1)]));
  expect(outcome).toMatchObject({ status: '3', message: expect.stringContaining('is a field this proxy does not know') as unknown });
});

function hiddenIn(name: string, message: Buffer) {
  return hiddenRights(message, planOf(methodNamed(name)).hiding!);
}

test.each([
  { what: 'a number of five bytes that servers cut to 3', message: Buffer.from([0xb0, 0x01, 0x83, 0x80, 0x80, 0x80, 0x10]) },
  { what: 'a negative number', message: Buffer.concat([Buffer.from([0xb0, 0x01]), Buffer.from('ffffffffffffffffff01', 'hex')]) },
])('$what is a value that may do anything', ({ message }) => {
  expect(hiddenIn('StartWorkflowExecution', message)?.needs).toBe(bitsOf(['operate', 'terminate']));
});

test.each([
  { what: 'a policy twice', name: 'StartWorkflowExecution', message: Buffer.concat([encodeNumber(22, 3), encodeNumber(22, 1)]) },
  { what: 'a policy as a text', name: 'StartWorkflowExecution', message: encodeText(22, 'x') },
  {
    what: 'a message twice',
    name: 'UpdateWorkflowExecution',
    message: Buffer.concat([encodeField(5, Buffer.alloc(0)), encodeField(5, encodeField(4, Buffer.alloc(0)))]),
  },
  { what: 'a cut off message', name: 'StartWorkflowExecution', message: Buffer.from([0x12, 0x10, 0x41]) },
  {
    what: 'a command that names its namespace twice',
    name: 'RespondWorkflowTaskCompleted',
    message: encodeField(2, encodeField(12, Buffer.concat([encodeText(1, 'images'), encodeText(1, '')]))),
  },
  {
    what: 'a command that names its type twice',
    name: 'RespondWorkflowTaskCompleted',
    message: encodeField(2, encodeField(12, Buffer.concat([encodeField(3, encodeText(1, 'A')), encodeField(3, encodeText(1, 'B'))]))),
  },
])('$what is refused, because parsers differ in what they read', ({ name, message }) => {
  expect(hiddenIn(name, message)).toBeUndefined();
});

test('an ordinary start asks for nothing more', () => {
  const message = encode('workflowservice.v1.StartWorkflowExecutionRequest', {
    namespace: 'orders',
    workflowIdReusePolicy: 1,
    workflowIdConflictPolicy: 2,
    requestEagerExecution: false,
    onConflictOptions: { attachRequestId: true },
  });
  expect(hiddenIn('StartWorkflowExecution', message)?.needs).toBe(0);
});
