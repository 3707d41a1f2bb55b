import { expect, test } from 'vitest';
import { putSubject, type CallSubject, type SubjectInput } from '../../../src/proxy/audit/subject-of.ts';
import { methods } from '../../../src/proxy/wire/methods.ts';
import { encodeField, encodeText } from '../../../src/domain/protobuf-wire.ts';
import { loadDescriptors, messageName, messageOf, methodsOf } from '../../support/proxy-table/descriptors.ts';
import type { Type } from 'protobufjs';

const root = loadDescriptors();

/** The text fields of a request that say what it is about, by protobuf's name. */
const idFields = new Map<string, 'workflow' | 'runId' | 'resource'>([
  ['workflowId', 'workflow'],
  ['runId', 'runId'],
  ...(['activityId', 'operationId', 'scheduleId', 'jobId', 'ruleId', 'deploymentName', 'workerInstanceKey'] as const).map(
    (name) => [name, 'resource'] as const,
  ),
]);

function subjectOf(method: SubjectInput['method'], message: Buffer, workflowType: string | undefined): CallSubject {
  const subject: CallSubject = {};
  putSubject(subject, { method, message, workflowType });
  return subject;
}

interface Filled {
  readonly bytes: Buffer;
  readonly found: ReadonlySet<string>;
}

/** A request in which every id says what it is. */
function filled(type: Type, depth = 0): Filled {
  const found = new Set<string>();
  const parts = type.fieldsArray.map((field) => {
    const what = idFields.get(field.name);
    if (what !== undefined && field.type === 'string') {
      found.add(what);
      return encodeText(field.id, what);
    }
    const below = messageOf(field);
    if (below === undefined || depth > 0 || !['common.v1.WorkflowExecution', 'common.v1.WorkflowType'].includes(messageName(below)))
      return Buffer.alloc(0);
    if (messageName(below) === 'common.v1.WorkflowType') return encodeField(field.id, encodeText(1, 'type'));
    const inner = filled(below, depth + 1);
    for (const one of inner.found) found.add(one);
    return encodeField(field.id, inner.bytes);
  });
  return { bytes: Buffer.concat(parts), found };
}

const has = (found: ReadonlySet<string>, what: string) => (found.has(what) ? what : undefined);

test('what each method is about is read from where Temporal’s descriptors have it', () => {
  const told = new Map<string, unknown>();
  const expected = new Map<string, unknown>();
  for (const { path, request } of methodsOf(root)) {
    const method = methods.get(path)!;
    const { bytes, found } = filled(request);
    // Workers name many at once, and nobody writes these down.
    if (found.size === 0 || method.actions.join('+') === 'work') continue;
    const { workflow, resource } = subjectOf(method, bytes, undefined);
    told.set(method.name, [workflow?.id, workflow?.runId, resource?.id]);
    expected.set(
      method.name,
      ['workflow', 'runId', 'resource'].map((what) => has(found, what)),
    );
  }
  expect(told).toEqual(expected);
  expect(told.size).toBeGreaterThan(40);
});

test('the parts of an update with start, and what is malformed, are told or left out', () => {
  const method = methods.get('/temporal.api.workflowservice.v1.WorkflowService/ExecuteMultiOperation')!;
  const update = encodeField(2, encodeField(2, encodeField(2, encodeText(1, 'order-1'))));
  expect(subjectOf(method, update, 'ship')).toMatchObject({ workflow: { id: 'order-1', type: 'ship' } });
  expect(subjectOf(method, Buffer.from([0x12, 0xff]), undefined)).toEqual({});
});
