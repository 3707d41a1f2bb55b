import { describe, expect, test } from 'vitest';
import { openResponse, openStatusDetails, openText } from '../../../src/proxy/wire/open-response.ts';
import { sealRequest } from '../../../src/proxy/wire/seal-request.ts';
import { knownTable } from '../../../src/proxy/wire/table.ts';
import { fakeKeys } from '../../support/fake-keys.ts';
import { bytesOf, contexts } from '../../support/rewriting.ts';
import { decode, encode, methodNamed, textPayload } from '../../support/temporal-messages.ts';

const failedName = 'workflowservice.v1.RespondWorkflowTaskFailedRequest';
const failedTable = knownTable(failedName);
const activityName = 'workflowservice.v1.RespondActivityTaskFailedRequest';
const activityTable = knownTable(activityName);

interface Failure {
  message?: string;
  stackTrace?: string;
  cause?: Failure;
  encodedAttributes?: object;
  applicationFailureInfo?: object;
}

function sealed(name: string, failure: Failure): { bytes: Buffer; failure: Failure } {
  const bytes = bytesOf(sealRequest(encode(name, { failure }), knownTable(name), contexts().seal));
  return { bytes, failure: decode(name, bytes)['failure'] as Failure };
}

function openedAgain(name: string, bytes: Buffer): Failure {
  return decode(name, bytesOf(openResponse(bytes, knownTable(name), contexts().open)))['failure'] as Failure;
}

describe('a failure', () => {
  const failure = {
    message: 'canary: no such image',
    stackTrace: 'Error: canary\n  at render',
    applicationFailureInfo: { type: 'NoSuchImage', details: { payloads: [textPayload('canary detail')] } },
    cause: { message: 'canary cause', stackTrace: 'at canary' },
  };

  test('goes on with its type, and with texts of it and of its causes in encoded attributes', () => {
    const { bytes, failure: onTheWay } = sealed(failedName, failure);
    expect(bytes.includes('canary')).toBe(false);
    expect(onTheWay).toMatchObject({
      message: 'Encoded failure',
      applicationFailureInfo: { type: 'NoSuchImage' },
      cause: { message: 'Encoded failure' },
    });
    expect(onTheWay).not.toHaveProperty('stackTrace');
  });

  test('comes back whole, and can be sent once more', () => {
    const first = openedAgain(failedName, sealed(failedName, failure).bytes);
    expect(first).toEqual(decode(failedName, encode(failedName, { failure }))['failure']);
    const again = encode(failedName, { failure: first });
    expect(openedAgain(failedName, bytesOf(sealRequest(again, failedTable, contexts().seal)))).toEqual(first);
  });

  test('that its SDK has encoded keeps its own attributes', () => {
    const encoded = { message: 'Encoded failure', encodedAttributes: textPayload('canary attributes') };
    const { bytes } = sealed(failedName, encoded);
    expect(bytes.includes('canary')).toBe(false);
    expect(openedAgain(failedName, bytes)).toEqual(decode(failedName, encode(failedName, { failure: encoded }))['failure']);
  });

  test('with attributes and texts that can still be read loses neither', () => {
    const both = { message: 'canary message', stackTrace: 'canary trace', encodedAttributes: textPayload('canary attributes') };
    const { bytes } = sealed(failedName, both);
    expect(bytes.includes('canary')).toBe(false);
    expect(openedAgain(failedName, bytes)).toEqual(decode(failedName, encode(failedName, { failure: both }))['failure']);
  });

  test('that the server made passes as it is', () => {
    const message = encode(failedName, {
      failure: { message: 'activity timeout', source: 'Server', timeoutFailureInfo: { timeoutType: 1 } },
    });
    const outcome = openResponse(message, failedTable, contexts().open);
    expect(outcome).toMatchObject({ bytes: message, counts: { opened: 0, plain: 0 } });
  });

  test('in which somebody has hidden a payload of another domain comes back with it, and hides no history', () => {
    const foreign = fakeKeys('kd-other').seal(Buffer.from('x'));
    const hidden = foreign.kind === 'sealed' ? foreign.payload : Buffer.alloc(0);
    const metadata = { 'managed-temporal/failure-text': Buffer.from('1'), 'managed-temporal/encoded-attributes': hidden };
    const encodedAttributes = { metadata, data: Buffer.from('{"message":"text","stack_trace":""}') };
    const { bytes } = sealed(failedName, { encodedAttributes });
    expect(openedAgain(failedName, bytes)).toEqual({ message: 'text', encodedAttributes: decode('common.v1.Payload', hidden) });
  });

  test('sealed for another domain is refused, also within attributes that are sealed anew', () => {
    const foreign = fakeKeys('kd-other').seal(Buffer.from('x'));
    const encodedAttributes = foreign.kind === 'sealed' ? decode('common.v1.Payload', foreign.payload) : {};
    const message = encode(failedName, { failure: { message: 'text', encodedAttributes } });
    expect(sealRequest(message, failedTable, contexts().seal)).toMatchObject({
      reason: 'foreign-domain',
      place: 'failure.encoded_attributes',
    });
  });
});

describe('a failed activity', () => {
  const long = 'canary läßt grüßen, "quoted"\n'.repeat(400);

  test.each([
    { what: 'a long stack trace', failure: { message: 'short', stackTrace: long } },
    { what: 'a long message', failure: { message: long, stackTrace: long } },
    { what: 'long causes', failure: { message: long, cause: { message: long, stackTrace: long, cause: { message: 'deepest' } } } },
    { what: 'little beside its text', failure: { message: 'x'.repeat(4000) } },
  ])('with $what is cut so that the server keeps what is sealed of it', ({ failure }) => {
    const { bytes } = sealed(activityName, failure);
    const size = encode('failure.v1.Failure', decode(activityName, bytes)['failure'] as object).length;
    expect(size).toBeLessThanOrEqual(4096);
    expect(size).toBeGreaterThan(3900);
    const back = openedAgain(activityName, bytes);
    expect(failure.message.startsWith(back.message?.replace(/…$/, '') ?? 'nothing')).toBe(true);
  });

  test('keeps short texts whole when others are cut', () => {
    const { bytes } = sealed(activityName, { message: 'short', cause: { message: 'also short', stackTrace: long } });
    expect(openedAgain(activityName, bytes)).toMatchObject({ message: 'short', cause: { message: 'also short' } });
  });

  test('is left whole when it is too large without any text', () => {
    const details = { payloads: [textPayload('x'.repeat(5000))] };
    const { bytes } = sealed(activityName, { message: long, applicationFailureInfo: { type: 'T', details } });
    expect(openedAgain(activityName, bytes).message).toBe(long);
  });

  test('passes in clear where no key domain is', () => {
    const message = encode(activityName, { failure: { message: long }, namespace: 'images' });
    const clear = bytesOf(sealRequest(message, activityTable, { ...contexts().seal, keys: undefined }));
    expect(decode(activityName, clear)).toMatchObject({ failure: { message: long } });
  });
});

describe('the text of a failed query', () => {
  const name = 'workflowservice.v1.RespondQueryTaskCompletedRequest';

  function tokenOf(errorMessage: string): string {
    const message = bytesOf(sealRequest(encode(name, { errorMessage }), methodNamed('RespondQueryTaskCompleted').request, contexts().seal));
    return String(decode(name, message)['errorMessage']);
  }

  test('is a token that is opened in the message of the gRPC error, percent-encoded', () => {
    const token = tokenOf('canary: größer als 100 %\n');
    expect(token).not.toContain('canary');
    expect(openText(`query failed: ${token} (1)`, contexts().open)).toEqual({
      kind: 'rewritten',
      text: 'query failed: canary: gr%C3%B6%C3%9Fer als 100 %25%0A (1)',
    });
  });

  test('is opened in the details of the error, beside its failure', () => {
    const failure = decode(failedName, sealed(failedName, { message: 'canary', stackTrace: 'at canary' }).bytes)['failure'];
    const queryFailed = encode('errordetails.v1.QueryFailedFailure', { failure });
    const typeUrl = 'type.googleapis.com/temporal.api.errordetails.v1.QueryFailedFailure';
    const details = encode('google.rpc.Status', {
      code: 3,
      message: tokenOf('canary'),
      details: [{ type_url: typeUrl, value: queryFailed }],
    });
    const status = decode('google.rpc.Status', bytesOf(openStatusDetails(details, contexts().open)));
    expect(status).toMatchObject({ code: 3, message: 'canary', details: [{ type_url: typeUrl }] });
    const [detail] = status['details'] as { value: string }[];
    expect(decode('errordetails.v1.QueryFailedFailure', Buffer.from(detail?.value ?? '', 'base64'))).toEqual({
      failure: { message: 'canary', stackTrace: 'at canary' },
    });
  });

  test('is cut so that the server does not cut the token', () => {
    const token = tokenOf('ß'.repeat(5000));
    expect(token.length).toBeLessThanOrEqual(3900);
    expect(token.length).toBeGreaterThan(3800);
    expect(openText(token, contexts().open)).toMatchObject({ text: expect.stringMatching(/^(?:%C3%9F)+%E2%80%A6$/) as string });
  });

  test('that was cut all the same stays as it is', () => {
    const cut = `${tokenOf('canary').slice(0, -20)}... <truncated>`;
    expect(openText(cut, contexts().open)).toEqual({ kind: 'rewritten', text: cut });
  });

  test('is not sealed twice', () => {
    const token = tokenOf('canary');
    expect(tokenOf(token)).toBe(token);
  });

  test('that only looks like a token is sealed like any other', () => {
    const text = 'managed-temporal-sealed.canary';
    const token = tokenOf(text);
    expect(token).not.toContain('canary');
    expect(openText(token, contexts().open)).toEqual({ kind: 'rewritten', text });
  });
});
