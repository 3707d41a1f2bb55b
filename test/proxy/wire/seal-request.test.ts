import { describe, expect, test } from 'vitest';
import { openResponse } from '../../../src/proxy/wire/open-response.ts';
import { sealRequest } from '../../../src/proxy/wire/seal-request.ts';
import { knownTable } from '../../../src/proxy/wire/table.ts';
import { fakeKeys } from '../../support/fake-keys.ts';
import { bytesOf, contexts, roundTrip } from '../../support/rewriting.ts';
import { decode, encode, textPayload } from '../../support/temporal-messages.ts';

const startName = 'workflowservice.v1.StartWorkflowExecutionRequest';
const start = knownTable(startName);

const request = encode(startName, {
  namespace: 'images',
  workflowId: 'canary-id',
  workflowType: { name: 'render' },
  input: { payloads: [textPayload('canary one'), textPayload('canary two')] },
  memo: { fields: { note: textPayload('canary memo'), gone: { metadata: { encoding: Buffer.from('binary/null') } } } },
  header: { fields: { trace: textPayload('canary header') } },
  searchAttributes: { indexedFields: { Customer: textPayload('visible') } },
  userMetadata: { summary: textPayload('canary summary'), details: textPayload('canary details') },
  continuedFailure: { message: 'canary failed', stackTrace: 'at canary', cause: { message: 'canary cause' } },
});

describe('a request that starts a workflow', () => {
  test('goes on with nothing readable but ids, types and search attributes', () => {
    const { seal } = contexts();
    const sealed = bytesOf(sealRequest(request, start, seal));
    expect(sealed.toString('latin1').match(/canary[ -]\w+|visible|images[\w-]*/g)).toEqual(['images-physical', 'canary-id', 'visible']);
  });

  test('comes back as it was', () => {
    const { opened } = roundTrip(request, start);
    expect(decode(startName, opened)).toEqual(decode(startName, request));
  });

  test('counts what was sealed, and leaves a nil memo value to the server', () => {
    const outcome = sealRequest(request, start, contexts().seal);
    expect(outcome).toMatchObject({ counts: { sealed: 8, opened: 0, verbatim: 0, plain: 0, withheld: 0, unknownFields: 0 } });
    expect(decode(startName, bytesOf(outcome))).toMatchObject({
      memo: { fields: { gone: { metadata: { encoding: Buffer.from('binary/null').toString('base64') } } } },
    });
  });

  test('is sealed once only', () => {
    const { seal } = contexts();
    const once = bytesOf(sealRequest(request, start, seal));
    const again = sealRequest(once, start, { ...seal, toPhysical: (name) => name });
    expect(again).toMatchObject({ kind: 'rewritten', bytes: once, counts: { sealed: 0, verbatim: 8 } });
  });

  test('passes in clear, but for its namespace, where no key domain is', () => {
    const { seal } = contexts();
    const sealed = bytesOf(sealRequest(request, start, { ...seal, keys: undefined }));
    expect(decode(startName, sealed)).toEqual({ ...decode(startName, request), namespace: 'images-physical' });
  });
});

test('a message without anything to change comes back as the same buffer', () => {
  const message = encode('workflowservice.v1.GetSystemInfoResponse', { serverVersion: '1.32.0', capabilities: { nexus: true } });
  const outcome = openResponse(message, knownTable('workflowservice.v1.GetSystemInfoResponse'), contexts().open);
  expect(outcome.kind === 'rewritten' && outcome.bytes === message).toBe(true);
});

test.each([
  { what: 'a namespace that the caller does not have', message: { namespace: 'foreign' }, reason: 'unknown-namespace', place: 'namespace' },
  {
    what: 'a payload of another domain',
    message: { namespace: 'images', memo: { fields: { key: foreignPayload() } } },
    reason: 'foreign-domain',
    place: 'memo.fields.value',
  },
])('$what is refused with its place', ({ message, reason, place }) => {
  expect(sealRequest(encode(startName, message), start, contexts().seal)).toMatchObject({ kind: 'refused', reason, place });
});

function foreignPayload(): object {
  const outcome = fakeKeys('kd-other').seal(Buffer.from('anything'));
  if (outcome.kind !== 'sealed') throw new Error(outcome.kind);
  return decode('common.v1.Payload', outcome.payload);
}
