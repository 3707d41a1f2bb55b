import { describe, expect, test } from 'vitest';
import { openResponse } from '../../../src/proxy/wire/open-response.ts';
import { sealRequest } from '../../../src/proxy/wire/seal-request.ts';
import { encodeField, encodeNumber } from '../../../src/domain/protobuf-wire.ts';
import { fakeKeys } from '../../support/fake-keys.ts';
import { bytesOf, contexts, roundTrip } from '../../support/rewriting.ts';
import { decode, encode, methodNamed, textPayload } from '../../support/temporal-messages.ts';

const startName = 'workflowservice.v1.StartWorkflowExecutionRequest';
const start = methodNamed('StartWorkflowExecution').request;
const failedName = 'workflowservice.v1.RespondWorkflowTaskFailedRequest';
const failed = methodNamed('RespondWorkflowTaskFailed').request;
const varintTag = (number: number): Buffer => encodeNumber(number, 1);
const fixed = Buffer.of((9 << 3) | 5, 1, 2, 3, 4);
const group = Buffer.concat([Buffer.of(0xa3, 6), varintTag(3), encodeField(4, Buffer.from('x')), Buffer.of(0xa4, 6)]);

describe('fields that come twice', () => {
  test.each([
    {
      what: 'a payload in two parts is sealed as the one that a parser sees',
      name: startName,
      parts: [
        { userMetadata: { summary: { metadata: { encoding: Buffer.from('json/plain') } } } },
        { userMetadata: { summary: { data: Buffer.from('"canary"') } } },
      ],
    },
    {
      what: 'a failure in two parts is sealed with its text and its attributes',
      name: failedName,
      parts: [
        { failure: { message: 'canary', stackTrace: 'first' } },
        { failure: { stackTrace: 'canary', encodedAttributes: textPayload('canary') } },
      ],
    },
    {
      what: 'of a oneof the last member counts',
      name: 'workflowservice.v1.RespondWorkflowTaskCompletedRequest',
      parts: [
        {
          commands: [
            { completeWorkflowExecutionCommandAttributes: { result: { payloads: [textPayload('canary')] } } },
            { completeWorkflowExecutionCommandAttributes: { result: { payloads: [textPayload('canary')] } } },
          ],
        },
      ],
    },
  ])('$what', ({ name, parts }) => {
    const message = Buffer.concat(parts.map((part) => encode(name, part)));
    const { sealed, opened } = roundTrip(message, methodNamed(name.replace(/^.*[.]|Request$/g, '')).request);
    expect(sealed.includes('canary')).toBe(false);
    expect(decode(name, opened)).toEqual(decode(name, message));
  });

  test('members of a oneof, both with payloads, leave only the last', () => {
    const name = 'workflowservice.v1.RespondWorkflowTaskCompletedRequest';
    const command = Buffer.concat([
      encode('command.v1.Command', { completeWorkflowExecutionCommandAttributes: { result: { payloads: [textPayload('canary 1')] } } }),
      encode('command.v1.Command', { cancelWorkflowExecutionCommandAttributes: { details: { payloads: [textPayload('canary 2')] } } }),
    ]);
    const { sealed, opened } = roundTrip(encodeField(2, command), methodNamed('RespondWorkflowTaskCompleted').request);
    expect(sealed.includes('canary')).toBe(false);
    expect(decode(name, opened)['commands']).toEqual([decode('command.v1.Command', command)]);
  });

  test('at every depth do not make it slow', () => {
    let failure = encode('failure.v1.Failure', { message: 'deepest' });
    for (let depth = 0; depth < 90; depth++)
      failure = Buffer.concat([encodeField(4, failure), encode('failure.v1.Failure', { cause: { message: 'x' } })]);
    expect(sealRequest(encodeField(3, failure), failed, contexts().seal)).toMatchObject({ kind: 'rewritten' });
  });

  test('in a message too large to be made by hand are refused, as merging them keeps everybody waiting', () => {
    const failures = Buffer.alloc(300_000, encodeField(3, Buffer.alloc(0)));
    expect(sealRequest(failures, failed, contexts().seal)).toMatchObject({ kind: 'refused', reason: 'malformed' });
  });
});

function entry(...fields: Buffer[]): Buffer {
  return encodeField(14, encodeField(1, Buffer.concat(fields)));
}

describe('a map', () => {
  const key = encodeField(1, Buffer.from('key'));
  const value = encodeField(2, encode('common.v1.Payload', textPayload('canary')));

  test.each([
    { what: 'without a key', message: entry(value) },
    { what: 'without a value', message: entry(key) },
    { what: 'with its key twice', message: entry(key, key, value) },
    { what: 'with its value twice', message: entry(key, value, value) },
    { what: 'with its value first', message: entry(value, key) },
  ])('entry $what is sealed and comes back', ({ message }) => {
    const { sealed, opened } = roundTrip(message, start);
    expect(sealed.includes('canary')).toBe(false);
    expect(decode(startName, opened)).toEqual(decode(startName, message));
  });
});

describe('a request on an encrypted namespace', () => {
  test.each([
    { what: 'a field that is not known', message: varintTag(900), place: '900' },
    { what: 'one deep inside', message: encodeField(4, encodeField(900, Buffer.from('x'))), place: 'task_queue.900' },
    { what: 'one in the entry of a map', message: encodeField(14, encodeField(1, varintTag(3))), place: 'memo.fields.3' },
    { what: 'a known field of another wire type', message: fixed, place: '9' },
    { what: 'a payload that is a number', message: encodeField(14, encodeField(1, varintTag(2))), place: 'memo.fields.2' },
    { what: 'a group', message: group, place: '100' },
  ])('with $what is refused with its place', ({ message, place }) => {
    expect(sealRequest(message, start, contexts().seal)).toMatchObject({ kind: 'refused', reason: 'unknown-field', place });
  });

  test('with an Any of a type that is not known is refused', () => {
    const name = 'workflowservice.v1.RespondWorkflowTaskCompletedRequest';
    const message = encode(name, {
      messages: [{ id: 'm', body: { type_url: 'type.googleapis.com/unheard.Of', value: Buffer.from('x') } }],
    });
    expect(sealRequest(message, methodNamed('RespondWorkflowTaskCompleted').request, contexts().seal)).toMatchObject({
      reason: 'unknown-field',
      place: 'messages.body.value',
    });
  });

  test('with a payload in an Any is sealed, and opened in a response', () => {
    const value = encode('common.v1.Payload', textPayload('canary'));
    const name = 'workflowservice.v1.RespondWorkflowTaskCompletedRequest';
    const message = encode(name, { messages: [{ body: { type_url: 'type.googleapis.com/temporal.api.common.v1.Payload', value } }] });
    const { sealed, opened } = roundTrip(message, methodNamed('RespondWorkflowTaskCompleted').request);
    expect(sealed.includes('canary')).toBe(false);
    expect(opened).toEqual(message);
  });

  test('with an empty Any is not', () => {
    const message = encode('workflowservice.v1.RespondWorkflowTaskCompletedRequest', { messages: [{ id: 'm', body: {} }] });
    expect(sealRequest(message, methodNamed('RespondWorkflowTaskCompleted').request, contexts().seal)).toMatchObject({ bytes: message });
  });

  test('with a payload that is too large once sealed is refused', () => {
    const message = encode(startName, { input: { payloads: [textPayload('x'.repeat(1000))] } });
    expect(sealRequest(message, start, { ...contexts().seal, maximumPayloadBytes: 1000 })).toMatchObject({
      reason: 'payload-too-large',
      place: 'input.payloads',
    });
  });

  test('with empty payloads that would grow past what a message may have is refused before they have grown', () => {
    const keys = fakeKeys();
    const message = encodeField(5, Buffer.alloc(20_000, encodeField(1, Buffer.alloc(0))));
    expect(sealRequest(message, start, { ...contexts(keys).seal, maximumSealedBytes: 50_000 })).toMatchObject({
      reason: 'payload-too-large',
      place: 'input.payloads',
    });
    expect(keys.seen.length).toBeLessThan(2_000);
  });
});

test('what is not known passes in a request on a namespace in clear where no policy is, and in a response, where it is counted', () => {
  const message = Buffer.concat([varintTag(900), group, encodeField(4, encodeField(900, Buffer.from('x'))), encodeField(5, varintTag(7))]);
  expect(sealRequest(message, start, { ...contexts().seal, keys: undefined, isStrict: false })).toMatchObject({
    bytes: message,
    counts: { unknownFields: 0 },
  });
  expect(openResponse(message, start, contexts().open)).toMatchObject({ bytes: message, counts: { unknownFields: 4 } });
});

test.each([
  { what: 'a field number of zero', message: Buffer.of(0x02, 0) },
  { what: 'an end of a group without its start', message: Buffer.of(0xa4, 6) },
  { what: 'a group that ends as another', message: Buffer.of(0xa3, 6, 0xac, 6) },
  { what: 'a tag that is cut off', message: Buffer.of(0x80) },
  { what: 'a tag that never ends', message: Buffer.alloc(20, 0x80) },
  { what: 'a length past the end', message: Buffer.of(0x0a, 2, 65) },
  { what: 'a length that is cut off', message: Buffer.of(0x2a, 0x80) },
  { what: 'a length of four exabytes', message: Buffer.of(0x2a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f) },
  { what: 'a number that is cut off', message: Buffer.of(0x58, 0x80) },
  { what: 'a wire type that there is none of', message: Buffer.of(0x0f) },
  { what: 'a payload that ends past its list', message: encodeField(5, Buffer.of(0x0a, 9, 1)) },
])('$what is malformed in both directions', ({ message }) => {
  expect(sealRequest(message, start, contexts().seal)).toMatchObject({ kind: 'refused', reason: 'malformed' });
  expect(openResponse(message, start, contexts().open)).toMatchObject({ kind: 'refused', reason: 'malformed' });
});

test('numbers in more bytes than they take are read as they are', () => {
  const input = encode('common.v1.Payloads', { payloads: [textPayload('canary')] });
  const message = Buffer.concat([Buffer.of(0xaa, 0x80, 0x00), Buffer.of(0x80 | input.length, 0x80, 0x00), input]);
  const { sealed, opened } = roundTrip(message, start);
  expect(sealed.includes('canary')).toBe(false);
  expect(decode(startName, opened)).toEqual({ input: decode('common.v1.Payloads', input) });
});

test('causes deeper than SDKs read are refused', () => {
  let failure = encode('failure.v1.Failure', { message: 'deepest' });
  for (let depth = 0; depth < 101; depth++) failure = encodeField(4, failure);
  expect(sealRequest(encodeField(3, failure), failed, contexts().seal)).toMatchObject({ kind: 'refused', reason: 'too-deep' });
});

describe('raw history', () => {
  const history = methodNamed('GetWorkflowExecutionHistory').response;
  const name = 'workflowservice.v1.GetWorkflowExecutionHistoryResponse';

  test('is opened like any other', () => {
    const events = encode('history.v1.History', {
      events: [{ eventId: 1, workflowExecutionCompletedEventAttributes: { result: { payloads: [textPayload('canary')] } } }],
    });
    const { sealed, opened } = roundTrip(encode(name, { rawHistory: [{ encodingType: 1, data: events }] }), history);
    expect([sealed.includes('canary'), opened.includes('canary')]).toEqual([false, true]);
  });

  test('in JSON is refused, as a worker must not replay what was not opened', () => {
    const message = encode(name, { rawHistory: [{ encodingType: 2, data: Buffer.from('{}') }] });
    expect(openResponse(message, history, contexts().open)).toMatchObject({ kind: 'refused', place: 'raw_history.encoding_type' });
  });
});

test('keys that are missing are all named at once, and nothing is changed', () => {
  const missing = { domain: 'kd', keyId: 'k', keyVersion: 1, wrapped: Buffer.from('w') };
  const keys = { ...contexts().seal.keys, open: () => ({ kind: 'missing' as const, key: missing }) } as NonNullable<
    ReturnType<typeof contexts>['open']['keys']
  >;
  const message = encode(startName, {
    input: { payloads: [textPayload('a'), textPayload('b')] },
    continuedFailure: { encodedAttributes: textPayload('c') },
  });
  expect(openResponse(message, start, { ...contexts().open, keys })).toEqual({ kind: 'missing-keys', keys: [missing, missing, missing] });
  expect(bytesOf(openResponse(message, start, contexts().open))).toBe(message);
});
