import { describe, expect, test } from 'vitest';
import { methods } from '../../../src/proxy/wire/methods.ts';
import { openResponse, openStatusDetails, openText } from '../../../src/proxy/wire/open-response.ts';
import type { OpenContext, Readable, RewriteOutcome } from '../../../src/proxy/wire/rewriting.ts';
import { sealRequest } from '../../../src/proxy/wire/seal-request.ts';
import { messageTable } from '../../../src/proxy/wire/table.ts';
import { isText, nexusFailures } from '../../support/completeness.ts';
import { fieldName, messageName, messageOf } from '../../support/proxy-table/descriptors.ts';
import { fieldRules } from '../../support/proxy-table/field-rules.ts';
import { randomMessage } from '../../support/random-messages.ts';
import { bytesOf, contexts } from '../../support/rewriting.ts';
import { messageType } from '../../support/temporal-messages.ts';

type Category = keyof Readable;
const categories: readonly Category[] = ['data', 'failure', 'metadata'];
const combinations = Array.from({ length: 8 }, (_, bits) => categories.filter((_category, index) => (bits & (1 << index)) !== 0));

function reading(rights: readonly Category[]): OpenContext {
  const readable = Object.fromEntries(categories.map((one) => [one, rights.includes(one) ? undefined : new Set<string>()]));
  return { ...contexts().open, readable: readable as unknown as Readable };
}

/** Of a piece of user data, by the messages it is in. */
function categoryOf(path: readonly string[]): Category {
  if (isText(path) || path.some((field) => field.startsWith('failure.v1.Failure.'))) return 'failure';
  return path.some((field) => /^sdk[.]v1[.](UserMetadata|EventGroupMarker[.]Label)[.]/.test(field)) ? 'metadata' : 'data';
}

function isClear(field: string): boolean {
  return fieldRules.get(field)?.as === 'clear';
}

function withheldIn(outcome: RewriteOutcome): number | undefined {
  return outcome.kind === 'rewritten' ? outcome.counts.withheld : undefined;
}

const messages = [
  'GetWorkflowExecutionHistory',
  'DescribeWorkflowExecution',
  'ListWorkflowExecutions',
  'DescribeSchedule',
  'QueryWorkflow',
  'UpdateWorkflowExecution',
  'DescribeActivityExecution',
].map((name) => [...methods.values()].find((method) => method.name === name)!.response);

describe.each(combinations.map((rights) => [rights.join(', ') || 'nothing', rights] as const))('a caller who may read %s', (_, rights) => {
  test.each(messages)('reads that of $name, and nothing else of it', (table) => {
    const message = randomMessage(table.name.replace('temporal.api.', ''), 3, nexusFailures);
    const sealed = bytesOf(sealRequest(message.bytes, table, contexts().seal));
    const outcome = openResponse(sealed, table, reading(rights));
    const opened = bytesOf(outcome);
    const secret = [...message.canaries].filter(([, path]) => !path.some(isClear));
    const read = secret.filter(([canary]) => opened.includes(canary));
    expect(read).toEqual(secret.filter(([, path]) => rights.includes(categoryOf(path))));
    expect(opened.includes('-physical')).toBe(false);
    // What was withheld is there byte for byte, and whoever sends it back seals nothing twice.
    expect(bytesOf(sealRequest(opened, table, contexts().seal)).equals(sealed)).toBe(true);
    expect(withheldIn(outcome) === 0).toBe(read.length === secret.length);
  });
});

test('who may read nothing gets a message as it would be without keys, and no damage to a payload is told', () => {
  const table = messages[0]!;
  const sealed = bytesOf(
    sealRequest(randomMessage('workflowservice.v1.GetWorkflowExecutionHistoryResponse', 3).bytes, table, contexts().seal),
  );
  const open = reading([]);
  expect(bytesOf(openResponse(sealed, table, open))).toEqual(bytesOf(openResponse(sealed, table, { ...open, keys: undefined })));
});

test('texts of errors are read by the right to read failures', () => {
  const text = 'thrown';
  const status = messageTable('google.rpc.Status')!;
  const query = messageTable('temporal.api.workflowservice.v1.RespondQueryTaskCompletedRequest')!;
  const sent = messageType('workflowservice.v1.RespondQueryTaskCompletedRequest').encode({ errorMessage: text }).finish();
  const sealed = bytesOf(sealRequest(Buffer.from(sent), query, contexts().seal));
  const { errorMessage: token } = messageType('workflowservice.v1.RespondQueryTaskCompletedRequest').decode(sealed) as unknown as {
    errorMessage: string;
  };
  const details = Buffer.from(messageType('google.rpc.Status').encode({ code: 3, message: token }).finish());
  expect(bytesOf(openResponse(details, status, reading(['failure']))).includes(text)).toBe(true);
  expect(bytesOf(openStatusDetails(details, reading(['data', 'metadata']))).equals(details)).toBe(true);
  expect(openText(token, reading(['failure']))).toEqual({ kind: 'rewritten', text });
  expect(openText(token, reading(['data', 'metadata']))).toEqual({ kind: 'rewritten', text: token });
});

/** Fields of one payload each: what is not listed is new, and somebody has to say by which right it is read. */
const singlePayloads: Readonly<Record<Category, readonly string[]>> = {
  data: [
    'command.v1.ScheduleNexusOperationCommandAttributes.input',
    'common.v1.Callback.NexusHandler.source_context',
    'history.v1.NexusOperationCompletedEventAttributes.result',
    'history.v1.NexusOperationScheduledEventAttributes.input',
    'nexus.v1.EndpointSpec.description',
    'nexus.v1.StartOperationRequest.payload',
    'nexus.v1.StartOperationResponse.Sync.payload',
    'workflowservice.v1.DescribeNexusOperationExecutionResponse.input',
    'workflowservice.v1.DescribeNexusOperationExecutionResponse.result',
    'workflowservice.v1.PollNexusOperationExecutionResponse.result',
    'workflowservice.v1.StartNexusOperationExecutionRequest.input',
  ],
  failure: ['failure.v1.Failure.encoded_attributes'],
  metadata: ['sdk.v1.EventGroupMarker.Label.label', 'sdk.v1.UserMetadata.details', 'sdk.v1.UserMetadata.summary'],
};

test('every field that is one payload is of a category', () => {
  const fields = [...methods.values()].flatMap(({ request, response }) => [request, response].flatMap(({ name }) => payloadFields(name)));
  expect([...new Set(fields)].filter((field) => !isClear(field)).toSorted()).toEqual(Object.values(singlePayloads).flat().toSorted());
});

/** Whole names of fields that are one payload, in a message and all below it. */
function payloadFields(fullName: string, seen: Set<string> = new Set()): string[] {
  const name = fullName.replace('temporal.api.', '');
  if (seen.has(name)) return [];
  seen.add(name);
  return messageType(name).fieldsArray.flatMap((field) => {
    const below = messageOf(field);
    if (below === undefined) return [];
    if (messageName(below) !== 'common.v1.Payload') return payloadFields(messageName(below), seen);
    return field.repeated || field.map ? [] : [`${name}.${fieldName(field)}`];
  });
}
