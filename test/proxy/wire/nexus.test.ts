import { describe, expect, test } from 'vitest';
import { decodeFailureText } from '../../../src/proxy/wire/failure-text.ts';
import { openResponse } from '../../../src/proxy/wire/open-response.ts';
import { payloadBytes } from '../../../src/proxy/wire/failure-json.ts';
import { sealRequest } from '../../../src/proxy/wire/seal-request.ts';
import { fakeKeys } from '../../support/fake-keys.ts';
import { bytesOf, contexts } from '../../support/rewriting.ts';
import { decode, encode, methodNamed, textPayload } from '../../support/temporal-messages.ts';

const requestName = 'workflowservice.v1.SignalWithStartWorkflowExecutionRequest';
const completedName = 'workflowservice.v1.RespondWorkflowTaskCompletedRequest';
const completed = methodNamed('RespondWorkflowTaskCompleted');
const inner = encode(requestName, { namespace: 'images', workflowId: 'id', signalInput: { payloads: [textPayload('canary')] } });

function systemOperation(change: { operation?: string; messageType?: string; encoding?: string; data?: Buffer } = {}): Buffer {
  const {
    operation = 'SignalWithStartWorkflowExecution',
    messageType = `temporal.api.${requestName}`,
    encoding = 'binary/protobuf',
  } = change;
  const input = { metadata: { encoding: Buffer.from(encoding), messageType: Buffer.from(messageType) }, data: change.data ?? inner };
  const service = 'temporal.api.workflowservice.v1.WorkflowService';
  const attributes = { endpoint: '__temporal_system', service, operation, input };
  return encode(completedName, { commands: [{ commandType: 18, scheduleNexusOperationCommandAttributes: attributes }] });
}

function envelope(data: Buffer): object {
  return { metadata: { encoding: Buffer.from('binary/protobuf'), messageType: Buffer.from(`temporal.api.${requestName}`) }, data };
}

function scheduled(data: Buffer): object {
  const service = 'temporal.api.workflowservice.v1.WorkflowService';
  const operation = { endpoint: '__temporal_system', service, operation: 'SignalWithStartWorkflowExecution', input: envelope(data) };
  return { nexusOperationScheduledEventAttributes: operation };
}

/** What was sealed into the encoded attributes of a failure in JSON. */
function textOf(encodedAttributes: unknown): object | undefined {
  const outcome = fakeKeys().open(payloadBytes(encodedAttributes as Record<string, unknown>));
  return outcome.kind === 'opened' ? decodeFailureText(outcome.payload) : undefined;
}

describe('an operation on the system endpoint', () => {
  test('is sealed and translated within its envelope, which the server reads', () => {
    const sealed = bytesOf(sealRequest(systemOperation(), completed.request, contexts().seal));
    expect(sealed.includes('canary')).toBe(false);
    const [command] = decode(completedName, sealed)['commands'] as {
      scheduleNexusOperationCommandAttributes: { input: { data: string } };
    }[];
    const data = Buffer.from(command?.scheduleNexusOperationCommandAttributes.input.data ?? '', 'base64');
    expect(decode(requestName, data)).toMatchObject({ namespace: 'images-physical', workflowId: 'id' });
  });

  test.each([
    { what: 'that is not known', change: { operation: 'Unheard' } },
    { what: 'whose envelope says another type', change: { messageType: 'temporal.api.workflowservice.v1.StartWorkflowExecutionRequest' } },
    { what: 'in JSON', change: { encoding: 'json/protobuf' } },
  ])('$what is refused', ({ change }) => {
    expect(sealRequest(systemOperation(change), completed.request, contexts().seal)).toMatchObject({
      reason: 'unknown-field',
      place: 'commands.schedule_nexus_operation_command_attributes.input',
    });
  });

  test('comes back from the history as it was scheduled', () => {
    const name = 'workflowservice.v1.GetWorkflowExecutionHistoryResponse';
    const { seal, open } = contexts();
    const sealedInner = bytesOf(sealRequest(inner, methodNamed('SignalWithStartWorkflowExecution').request, seal));
    const history = encode(name, { history: { events: [scheduled(sealedInner)] } });
    const outcome = openResponse(history, methodNamed('GetWorkflowExecutionHistory').response, open);
    expect(outcome).toMatchObject({ counts: { opened: 1, plain: 0 } });
    expect(decode(name, bytesOf(outcome))).toEqual(decode(name, encode(name, { history: { events: [scheduled(inner)] } })));
  });

  test('is opened in the answer that the server wraps', () => {
    const name = 'workflowservice.v1.PollNexusOperationExecutionResponse';
    const type = 'temporal.api.workflowservice.v1.QueryWorkflowResponse';
    const sealed = fakeKeys().seal(encode('common.v1.Payload', textPayload('canary')));
    const queryResult = { payloads: [decode('common.v1.Payload', sealed.kind === 'sealed' ? sealed.payload : Buffer.alloc(0))] };
    const metadata = {
      encoding: Buffer.from('binary/protobuf'),
      messageType: Buffer.from(type),
      __temporal_system_payload: Buffer.from('true'),
    };
    const message = encode(name, { result: { metadata, data: encode('workflowservice.v1.QueryWorkflowResponse', { queryResult }) } });
    const opened = bytesOf(openResponse(message, methodNamed('PollNexusOperationExecution').response, contexts().open));
    expect(opened.includes('canary')).toBe(true);
  });
});

describe('a failure of Nexus', () => {
  const name = 'workflowservice.v1.RespondNexusTaskFailedRequest';
  const { request } = methodNamed('RespondNexusTaskFailed');
  const temporal = { type: 'temporal.api.failure.v1.Failure' };

  interface Sent {
    message: string;
    metadata: Record<string, string>;
    details: string;
    cause?: Sent;
  }

  function sealed(failure: object): { bytes: Buffer; sent: Sent; details: Record<string, unknown> } {
    const bytes = bytesOf(sealRequest(encode(name, { error: { errorType: 'INTERNAL', failure } }), request, contexts().seal));
    const { failure: sent } = decode(name, bytes)['error'] as { failure: Sent };
    return { bytes, sent, details: JSON.parse(Buffer.from(sent.details, 'base64').toString()) as Record<string, unknown> };
  }

  test('that is one of Temporal keeps its type, with texts and payloads sealed at every depth', () => {
    const payloads = [{ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: Buffer.from('"canary"').toString('base64') }];
    const details = {
      source: 'GoSDK',
      applicationFailureInfo: { type: 'T', nonRetryable: true, details: { payloads } },
      cause: { message: 'canary cause', stack_trace: 'at canary' },
    };
    const {
      bytes,
      sent,
      details: json,
    } = sealed({ message: 'canary', stackTrace: 'at canary', metadata: temporal, details: Buffer.from(JSON.stringify(details)) });
    expect(bytes.toString('latin1') + JSON.stringify(json)).not.toContain('canary');
    expect(JSON.stringify(json)).not.toContain(Buffer.from('"canary"').toString('base64'));
    expect(sent).toMatchObject({ message: 'Encoded failure', metadata: temporal });
    expect(json).toMatchObject({
      source: 'GoSDK',
      applicationFailureInfo: { type: 'T', nonRetryable: true },
      cause: { message: 'Encoded failure' },
    });
    expect(textOf(json['encodedAttributes'])).toMatchObject({ message: 'canary', stackTrace: 'at canary' });
    expect(textOf((json['cause'] as Record<string, unknown>)['encodedAttributes'])).toMatchObject({
      message: 'canary cause',
      stackTrace: 'at canary',
    });
  });

  test('without anything but a text becomes one of Temporal', () => {
    const { sent, details } = sealed({ message: 'canary' });
    expect(sent).toMatchObject({ message: 'Encoded failure', metadata: temporal });
    expect(textOf(details['encodedAttributes'])).toMatchObject({ message: 'canary', stackTrace: '' });
  });

  test('with details that nobody knows has them as the details of an application failure, as the server would', () => {
    const { bytes, details } = sealed({
      message: 'text',
      metadata: { type: 'com.example', note: 'canary' },
      details: Buffer.from('{"a":"canary"}'),
    });
    expect(bytes.includes('canary')).toBe(false);
    const { applicationFailureInfo: info } = details as {
      applicationFailureInfo: { type: string; details: { payloads: Record<string, unknown>[] } };
    };
    const outcome = fakeKeys().open(payloadBytes(info.details.payloads[0] ?? {}));
    const payload = outcome.kind === 'opened' ? decode('common.v1.Payload', outcome.payload) : {};
    expect(JSON.parse(Buffer.from(String(payload['data']), 'base64').toString())).toEqual({
      message: '',
      metadata: { type: 'com.example', note: 'canary' },
      details: { a: 'canary' },
    });
  });

  test('of a handler keeps what the server acts on', () => {
    const metadata = { type: 'nexus.HandlerError' };
    const cause = { message: 'canary cause' };
    const { bytes, sent, details } = sealed({
      message: 'canary',
      metadata: { ...metadata, note: 'canary' },
      details: Buffer.from('{"type":"INTERNAL","retryableOverride":true}'),
      cause,
    });
    expect(bytes.includes('canary')).toBe(false);
    expect(sent['metadata']).toEqual(metadata);
    expect(sent).toMatchObject({ cause: { message: 'Encoded failure', metadata: temporal } });
    expect(details).toMatchObject({ type: 'INTERNAL', retryableOverride: true });
    const attributes: unknown = JSON.parse(Buffer.from(String(details['encodedAttributes']), 'base64url').toString());
    expect(textOf(attributes)).toMatchObject({ message: 'canary' });
  });

  test('of a canceled operation stays one', () => {
    const { details } = sealed({
      message: 'canary',
      metadata: { type: 'nexus.OperationError' },
      details: Buffer.from('{"state":"canceled"}'),
    });
    expect(details).toMatchObject({ canceledFailureInfo: {} });
  });

  test('with more payloads in its details than a message may have is refused before all are sealed', () => {
    const keys = fakeKeys();
    const details = Buffer.from(
      JSON.stringify({ applicationFailureInfo: { details: { payloads: Array.from({ length: 5_000 }, () => ({})) } } }),
    );
    const message = encode(name, { error: { failure: { metadata: temporal, details } } });
    const context = { ...contexts(keys).seal, maximumSealedBytes: 10_000 };
    expect(sealRequest(message, methodNamed('RespondNexusTaskFailed').request, context)).toMatchObject({ reason: 'payload-too-large' });
    expect(keys.seen.length).toBeLessThan(1_000);
  });

  test('with a field in its details that no failure has is refused', () => {
    const failure = { message: 'x', metadata: temporal, details: Buffer.from('{"unheardOf":"canary"}') };
    expect(sealRequest(encode(name, { error: { failure } }), request, contexts().seal)).toMatchObject({
      reason: 'unknown-field',
      place: 'error.failure.details',
    });
  });
});
