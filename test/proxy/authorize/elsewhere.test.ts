import { expect, test } from 'vitest';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { policyText, startPolicyService, type PolicyService } from '../../support/policy-service.ts';
import { decode, encode, methodNamed } from '../../support/temporal-messages.ts';
import { systemWorkflow } from '../../../src/proxy/authorize/system-workflows.ts';
import { answerWith } from '../transport/fake-frontend.ts';
import { frame } from '../transport/raw-client.ts';

const completed = methodNamed('RespondWorkflowTaskCompleted');
const child = (namespace: string, more: object = {}) => ({
  commandType: 11,
  startChildWorkflowExecutionCommandAttributes: { namespace, workflowId: 'c', workflowType: { name: 'Child' }, ...more },
});
const signal = (namespace: string, workflowId = 'w') => ({
  commandType: 12,
  signalExternalWorkflowExecutionCommandAttributes: { namespace, execution: { workflowId }, signalName: 's' },
});
const cancel = (namespace: string, workflowId = 'w') => ({
  commandType: 8,
  requestCancelExternalWorkflowExecutionCommandAttributes: { namespace, workflowId },
});
const scheduler = 'temporal-sys-scheduler:daily';
const again = { commandType: 10, continueAsNewWorkflowExecutionCommandAttributes: { workflowType: { name: 'Child' } } };

async function complete(service: PolicyService, caller: string, command: object): Promise<string> {
  const message = encode('workflowservice.v1.RespondWorkflowTaskCompletedRequest', { namespace: 'orders', commands: [{}, command] });
  const answer = await service.call(caller, completed, message);
  return `${answer.status} ${answer.message ?? ''}`;
}

const worker = ['work', 'decode'] as const;

const notTheirs = `7 ${systemWorkflow.message}`;

function refusedInImages(caller: string, what: string): string {
  return `7 ${caller} may not ${what} in namespace images (no role grants it). Ask team-images, its owner.`;
}

test('a worker’s commands take rights in the namespace that they name, and at home none', async () => {
  const service = await startPolicyService({
    worker: { rights: worker },
    starter: { rights: worker, elsewhere: ['start'] },
    signaller: { rights: worker, elsewhere: ['signal'] },
    canceller: { rights: worker, elsewhere: ['terminate'] },
    reader: { rights: worker, elsewhere: ['read'] },
    denied: { rights: worker, deny: ['start'] },
  });
  const said: Record<string, string> = {};
  for (const [title, caller, command] of [
    ['a child at home', 'worker', child('orders')],
    ['a child at home, by no name', 'worker', child('')],
    ['a child at home that ends a run', 'worker', child('', { workflowIdReusePolicy: 4 })],
    ['a child elsewhere, seeing nothing', 'worker', child('images')],
    ['a child where nothing is', 'worker', child('nowhere')],
    ['a child elsewhere, reading alone', 'reader', child('images')],
    ['a child elsewhere whose name writes over a line', 'reader', child('images', { workflowType: { name: 'Child\u009b2K\u202e' } })],
    ['a child elsewhere that ends a run', 'starter', child('images', { workflowIdReusePolicy: 4 })],
    ['a signal elsewhere, starting alone', 'starter', signal('images')],
    ['a cancellation elsewhere, signalling alone', 'signaller', cancel('images')],
    ['a signal elsewhere to one of Temporal’s own', 'signaller', signal('images', scheduler)],
    ['a cancellation elsewhere of one of Temporal’s own', 'canceller', cancel('images', scheduler)],
    [
      'a child elsewhere that is one of Temporal’s own',
      'starter',
      child('images', { workflowType: { name: 'temporal-sys-batch-workflow' } }),
    ],
    ['a signal at home to one of Temporal’s own', 'worker', signal('', scheduler)],
    ['a child that is denied at home', 'denied', child('')],
    ['continuing as what is denied', 'denied', again],
    ['continuing', 'worker', again],
  ] as const)
    said[title] = await complete(service, caller, command);
  expect(said).toEqual({
    'a child at home': '0 ',
    'a child at home, by no name': '0 ',
    'a child at home that ends a run': '0 ',
    'a child elsewhere, seeing nothing':
      '7 worker may not use namespace images (nothing grants it here, or there is none). Granted here: orders.',
    'a child where nothing is': '7 worker may not use namespace nowhere (nothing grants it here, or there is none). Granted here: orders.',
    'a child elsewhere, reading alone': refusedInImages('reader', 'start Child'),
    'a child elsewhere whose name writes over a line': refusedInImages('reader', String.raw`start Child\u009b2K\u202e`),
    'a child elsewhere that ends a run': refusedInImages('starter', 'terminate Child'),
    'a signal elsewhere, starting alone': refusedInImages('starter', 'signal'),
    'a cancellation elsewhere, signalling alone': refusedInImages('signaller', 'terminate'),
    'a signal elsewhere to one of Temporal’s own': notTheirs,
    'a cancellation elsewhere of one of Temporal’s own': notTheirs,
    'a child elsewhere that is one of Temporal’s own': notTheirs,
    'a signal at home to one of Temporal’s own': notTheirs,
    'a child that is denied at home':
      '7 denied may not start Child in namespace orders: The role denied denies it. Ask team-orders, its owner.',
    'continuing as what is denied':
      '7 denied may not start Child in namespace orders: The role denied denies it. Ask team-orders, its owner.',
    continuing: '0 ',
  });
});

test('a call that a workflow makes through Temporal’s own endpoint takes the rights of that call where it goes', async () => {
  const service = await startPolicyService({ worker: { rights: worker, elsewhere: ['read'] } });
  const type = 'workflowservice.v1.SignalWithStartWorkflowExecutionRequest';
  const nexus = (namespace: string, operation = 'SignalWithStartWorkflowExecution') => ({
    commandType: 17,
    scheduleNexusOperationCommandAttributes: {
      endpoint: '__temporal_system',
      service: 'temporal.api.workflowservice.v1.WorkflowService',
      operation,
      input: {
        metadata: { encoding: Buffer.from('binary/protobuf'), messageType: Buffer.from(`temporal.api.${type}`) },
        data: encode(type, { namespace, workflowType: { name: 'Child' } }),
      },
    },
  });
  expect(await complete(service, 'worker', nexus('images'))).toContain('7 worker may not start and signal Child in namespace images');
  expect(await complete(service, 'worker', nexus('orders', 'DeleteNamespace'))).toContain('7 A command calls something of Temporal');
  expect(await complete(service, 'worker', nexus('orders'))).toBe('0 ');
});

test('a call through Temporal’s own endpoint that is written as JSON is refused: as protobuf it may seem to be at home', async () => {
  const service = await startPolicyService({ worker: { rights: worker, elsewhere: ['read'] } });
  // `{` begins a group and `"` a field of as many bytes as `n` stands for; `|` ends the group, and `z.` is a field again.
  const beginning = '{"namespace":"images-production-eu","workflowType":{"name":"Child"},"identity":"'.padEnd(113, '-');
  const data = Buffer.from(`${beginning}|z.${'-'.repeat(44)}"}`);
  expect(JSON.parse(data.toString())).toMatchObject({ namespace: 'images-production-eu' });
  const attributes = {
    endpoint: '__temporal_system',
    service: 'temporal.api.workflowservice.v1.WorkflowService',
    operation: 'SignalWithStartWorkflowExecution',
    input: { metadata: { encoding: Buffer.from('json/protobuf') }, data },
  };
  const command = { commandType: 17, scheduleNexusOperationCommandAttributes: attributes };
  expect(await complete(service, 'worker', command)).toContain('3 The request is not valid protobuf');
});

test('a call within a call is in its namespace', async () => {
  const service = await startPolicyService({ ada: { rights: ['start', 'signal'], elsewhere: ['start', 'signal'] } });
  const message = encode('workflowservice.v1.ExecuteMultiOperationRequest', {
    namespace: 'orders',
    operations: [{ startWorkflow: { namespace: 'images' } }, { updateWorkflow: { namespace: 'orders' } }],
  });
  expect((await service.call('ada', methodNamed('ExecuteMultiOperation'), message)).message).toBe(
    'A request within this one names another namespace.',
  );
});

const list = methodNamed('ListWorkflowExecutions');
const listIn = (namespace: string) => encode('workflowservice.v1.ListWorkflowExecutionsRequest', { namespace });

test('what nobody is granted is refused, a denial wins, and a namespace of which one sees nothing is not told from none', async () => {
  const service = await startPolicyService({
    ada: { rights: ['start'] },
    bob: { rights: ['read'], deny: ['read', 'query'] },
    worker: { rights: ['work', 'decode:data'] },
  });
  const said = async (caller: string, namespace: string, method = list) => (await service.call(caller, method, listIn(namespace))).message;
  expect(await said('ada', 'orders')).toBe('ada may not read in namespace orders (no role grants it). Ask team-orders, its owner.');
  expect(await said('bob', 'orders')).toBe(
    'bob may not use namespace orders (nothing grants it here, or there is none). Ask the platform team.',
  );
  expect(await said('ada', 'images')).toBe(
    'ada may not use namespace images (nothing grants it here, or there is none). Granted here: orders.',
  );
  expect(await said('ada', 'nothing')).toBe(
    'ada may not use namespace nothing (nothing grants it here, or there is none). Granted here: orders.',
  );
  expect(await said('worker', 'orders', methodNamed('PollWorkflowTaskQueue'))).toBe(
    'worker may not work in namespace orders without decode:failure and decode:metadata, which takes reading tasks. Ask team-orders, its owner.',
  );
  expect(service.received).toEqual([]);
});

test.each(['DescribeNamespace', 'DescribeTaskQueue'])(
  'a worker that may not read asks %s, without which it does not start',
  async (method) => {
    const service = await startPolicyService({ worker: { rights: worker }, blind: { rights: ['work'] }, starter: { rights: ['start'] } });
    const message = encode(`workflowservice.v1.${method}Request`, { namespace: 'orders' });
    const status = async (caller: string) => (await service.call(caller, methodNamed(method), message)).status;
    expect(await status('worker')).toBe('0');
    expect(await status('blind')).toBe('7');
    expect(await status('starter')).toBe('7');
  },
);

test('a reload gives and takes rights', async () => {
  const service = await startPolicyService({ ada: { rights: ['start'] } });
  const status = async () => (await service.call('ada', list, listIn('orders'))).status;
  expect(await status()).toBe('7');
  await writeFile(join(service.folder, 'policy', 'policy.yaml'), policyText({ ada: { rights: ['read'] } }));
  await service.proxy.reload();
  expect(await status()).toBe('0');
  await writeFile(join(service.folder, 'policy', 'policy.yaml'), 'kind: Policy');
  await service.proxy.reload();
  expect(await status()).toBe('0');
  await writeFile(join(service.folder, 'policy', 'policy.yaml'), policyText({ ada: { rights: ['start'] } }));
  await service.proxy.reload();
  expect(await status()).toBe('7');
});

test('ListNamespaces shows what the caller has any right in', async () => {
  const service = await startPolicyService({ ada: { rights: ['start'] }, bob: { rights: ['start'], elsewhere: ['query'] } });
  const listed = encode('workflowservice.v1.ListNamespacesResponse', {
    namespaces: ['images-production-eu', 'orders-production-eu', 'others'].map((name) => ({ namespaceInfo: { name } })),
  });
  service.frontend.onStream = (stream) => {
    stream.resume();
    stream.on('end', () => answerWith(stream, frame(listed)));
  };
  const namesFor = async (caller: string) => {
    const { body } = await service.call(caller, methodNamed('ListNamespaces'), Buffer.alloc(0));
    const { namespaces } = decode('workflowservice.v1.ListNamespacesResponse', body.subarray(5)) as {
      namespaces: { namespaceInfo: { name: string } }[];
    };
    return namespaces.map(({ namespaceInfo }) => namespaceInfo.name);
  };
  expect(await namesFor('ada')).toEqual(['orders']);
  expect(await namesFor('bob')).toEqual(['images', 'orders']);
});
