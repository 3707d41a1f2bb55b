import { grpcStatus } from '../../../src/proxy/rejection.ts';
import { openCaller } from '../proxy-caller.ts';
import { physicalName } from '../proxy-config.ts';
import { grpcMessage } from '../proxy-frames.ts';
import { encode } from '../temporal-messages.ts';
import { outcomeOf, refused, type Attempt, type Scene } from './attempt.ts';
import type { Message } from './attempt-world.ts';

const call = (name: string, method: string, message: (scene: Scene) => Message) => ({
  name: `another namespace: ${name}`,
  as: 'owner' as const,
  method,
  message,
});
const foreign = (name: string, method: string, message: (scene: Scene) => Message): Attempt =>
  refused(call(name, method, message), 'permissionDenied', 'namespace-not-granted');
const forPlatform = (name: string, method: string, message: (scene: Scene) => Message): Attempt =>
  refused(call(name, method, message), 'permissionDenied', 'platform-only');

const target = { workflowId: 'their-video' };

/** Calls for namespaces of others, and for what is the platform's. */
export const namespaceAttempts: readonly Attempt[] = [
  foreign('listed', 'ListWorkflowExecutions', () => ({ namespace: 'videos' })),
  foreign('by its physical name', 'GetWorkflowExecutionHistory', () => ({ namespace: physicalName('videos'), execution: target })),
  foreign('one’s own by its physical name', 'ListWorkflowExecutions', () => ({ namespace: physicalName('images') })),
  foreign('a workflow terminated in it', 'TerminateWorkflowExecution', () => ({ namespace: 'videos', workflowExecution: target })),
  foreign('described', 'DescribeNamespace', () => ({ namespace: 'videos' })),
  refused(
    call('described by its id', 'DescribeNamespace', ({ victims }) => ({ id: victims.idOfVideos })),
    'invalidArgument',
    'namespace-missing',
  ),
  refused(
    call('described by its id beside one’s own', 'DescribeNamespace', ({ victims }) => ({ namespace: 'images', id: victims.idOfVideos })),
    'invalidArgument',
    'namespace-by-id',
  ),
  foreign('the server’s own', 'ListWorkflowExecutions', () => ({ namespace: 'temporal-system' })),
  foreign('in the second of two namespace fields', 'TerminateWorkflowExecution', () =>
    Buffer.concat([
      encode('workflowservice.v1.TerminateWorkflowExecutionRequest', { namespace: 'images' }),
      encode('workflowservice.v1.TerminateWorkflowExecutionRequest', { namespace: 'videos', workflowExecution: target }),
    ]),
  ),
  forPlatform('registered', 'RegisterNamespace', () => ({ namespace: 'intruder' })),
  forPlatform('its settings changed', 'UpdateNamespace', () => ({ namespace: 'images', config: { historyArchivalUri: 'file:///tmp/x' } })),
  forPlatform('one’s own deleted', 'DeleteNamespace', () => ({ namespace: 'images' })),
  refused(
    {
      ...call('search attributes added without the right', 'AddSearchAttributes', () => ({
        namespace: 'images',
        searchAttributes: { Intruder: 2 },
      })),
    },
    'permissionDenied',
    'not-allowed',
  ),
  ...['/temporal.api.cloud.cloudservice.v1.CloudService/GetUsers', '/temporal.server.api.adminservice.v1.AdminService/DescribeCluster'].map(
    (path): Attempt => ({
      name: `another namespace: all of them, by ${path.split('/')[1] ?? ''}`,
      async make({ world }) {
        const caller = openCaller(world.proxy.address);
        const outcome = await caller.call({ path, token: await world.tokenOf('owner'), body: grpcMessage(Buffer.alloc(0)) });
        caller.close();
        return outcomeOf(outcome);
      },
      status: grpcStatus.unimplemented,
      event: { decision: 'denied', method: 'other', reason: 'unknown-method' },
    }),
  ),
  {
    name: 'another namespace: in the list of all',
    make: async ({ world }) => outcomeOf(await world.as('owner', 'ListNamespaces', { message: { pageSize: 100 } })),
    status: grpcStatus.ok,
    // It asks for nothing that is not its own: what it does not see is left out.
    event: undefined,
    async check(_, { shown }) {
      if (!shown.includes('images')) throw new Error('its own is missing');
      if (shown.includes('videos')) throw new Error('another is shown');
      return Promise.resolve();
    },
  },
];
