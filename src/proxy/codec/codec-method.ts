import type { Method } from '../wire/methods.ts';
import { knownTable } from '../wire/table.ts';

const payloads = knownTable('common.v1.Payloads');

/** For audit and limits: what is opened at the endpoint is a call that reads. */
export const codecMethod: Method = {
  path: '/decode',
  name: 'Decode',
  service: 'CodecEndpoint',
  actions: ['read'],
  request: payloads,
  response: payloads,
  namespaceField: undefined,
  taskTokenField: undefined,
  poll: undefined,
  tasks: [],
  waits: 'never',
  scope: { kind: 'namespace', type: undefined, workflow: undefined, run: undefined, schedule: undefined, query: undefined },
};
