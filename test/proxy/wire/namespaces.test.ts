import { describe, expect, test } from 'vitest';
import { openResponse, openStatusDetails, openText } from '../../../src/proxy/wire/open-response.ts';
import { sealRequest } from '../../../src/proxy/wire/seal-request.ts';
import { readNamespace } from '../../../src/proxy/wire/top-level.ts';
import { bytesOf, contexts } from '../../support/rewriting.ts';
import { decode, encode, methodNamed } from '../../support/temporal-messages.ts';

const start = methodNamed('StartWorkflowExecution');

test.each([
  { what: 'of a field that comes twice the last counts', parts: ['images', 'billing'], namespace: 'billing' },
  { what: 'an empty one at the end counts as well', parts: ['images', ''], namespace: '' },
  { what: 'none is empty', parts: [], namespace: '' },
])('the namespace of a request: $what', ({ parts, namespace }) => {
  const name = 'workflowservice.v1.StartWorkflowExecutionRequest';
  // An empty string is not written by serializers.
  const fields = parts.map((part) => (part === '' ? Buffer.of(0x0a, 0) : encode(name, { namespace: part })));
  expect(readNamespace(Buffer.concat([encode(name, { workflowId: 'id' }), ...fields]), start)).toBe(namespace);
});

test('a request that ends within a field has none that can be read', () => {
  expect(readNamespace(Buffer.of(0x0a, 5, 65), start)).toBeUndefined();
});

test('a link to a namespace of somebody else passes, as a caller cannot do anything by it', () => {
  const name = 'workflowservice.v1.StartWorkflowExecutionRequest';
  const links = [{ workflowEvent: { namespace: 'images' } }, { workflowEvent: { namespace: 'foreign-one' } }];
  const message = bytesOf(sealRequest(encode(name, { namespace: 'images', links }), start.request, contexts().seal));
  expect(decode(name, message)['links']).toEqual([
    { workflowEvent: { namespace: 'images-physical' } },
    { workflowEvent: { namespace: 'foreign-one' } },
  ]);
});

test('a failure says where a child has failed, though its parent may not work there', () => {
  const name = 'workflowservice.v1.RespondWorkflowTaskFailedRequest';
  const failure = { childWorkflowExecutionFailureInfo: { namespace: 'foreign-one' } };
  const table = methodNamed('RespondWorkflowTaskFailed').request;
  const message = bytesOf(sealRequest(encode(name, { namespace: 'images', failure }), table, contexts().seal));
  expect(decode(name, message)).toMatchObject({ failure });
});

test("links of Nexus name the caller's own namespaces in both directions", () => {
  const poll = methodNamed('PollNexusTaskQueue');
  const name = 'workflowservice.v1.PollNexusTaskQueueResponse';
  const urls = ['temporal:///namespaces/images-physical/workflows/id/run/history?x=1', 'https://example.com/namespaces/images-physical'];
  const message = encode(name, { request: { startOperation: { links: urls.map((url) => ({ url })) } } });
  const opened = bytesOf(openResponse(message, poll.response, contexts().open));
  expect(decode(name, opened)).toMatchObject({
    request: { startOperation: { links: [{ url: 'temporal:///namespaces/images/workflows/id/run/history?x=1' }, { url: urls[1] }] } },
  });
});

describe('a child workflow', () => {
  const completed = methodNamed('RespondWorkflowTaskCompleted');
  const name = 'workflowservice.v1.RespondWorkflowTaskCompletedRequest';
  const child = (namespace: string): Buffer =>
    encode(name, { commands: [{ commandType: 11, startChildWorkflowExecutionCommandAttributes: { namespace, workflowId: 'images' } }] });

  test('is started in the namespace that its workflow means, and its id is left', () => {
    const sealed = bytesOf(sealRequest(child('images'), completed.request, contexts().seal));
    expect(decode(name, sealed)).toMatchObject({
      commands: [{ startChildWorkflowExecutionCommandAttributes: { namespace: 'images-physical', workflowId: 'images' } }],
    });
  });

  test('in a namespace that the caller does not have is refused with its place', () => {
    expect(sealRequest(child('foreign'), completed.request, contexts().seal)).toMatchObject({
      kind: 'refused',
      reason: 'unknown-namespace',
      place: 'commands.start_child_workflow_execution_command_attributes.namespace',
    });
  });
});

describe('an error', () => {
  test.each([
    ['Namespace images-physical is not found.', 'Namespace images is not found.'],
    ['namespace: "images-physical" is not active', 'namespace: "images" is not active'],
    ['Namespace%20%22images-physical%22', 'Namespace%20%22images%22'],
    ['workflow images-physical not found', 'workflow images-physical not found'],
  ])('%s', (text, expected) => {
    expect(openText(text, contexts().open)).toEqual({ kind: 'rewritten', text: expected });
  });

  test('names the namespace in its details as the caller knows it', () => {
    const detail = encode('errordetails.v1.NamespaceNotFoundFailure', { namespace: 'images-physical' });
    const type = 'type.googleapis.com/temporal.api.errordetails.v1.NamespaceNotFoundFailure';
    const status = encode('google.rpc.Status', {
      code: 5,
      details: [
        { type_url: type, value: detail },
        { type_url: 'unknown', value: detail },
      ],
    });
    const outcome = openStatusDetails(status, contexts().open);
    expect(outcome).toMatchObject({ counts: { unknownFields: 1 } });
    const [first] = decode('google.rpc.Status', bytesOf(outcome))['details'] as { value: string }[];
    expect(decode('errordetails.v1.NamespaceNotFoundFailure', Buffer.from(first?.value ?? '', 'base64'))).toEqual({ namespace: 'images' });
  });
});
