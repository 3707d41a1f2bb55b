import { fileURLToPath } from 'node:url';
import { Field, Method, type Root } from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { methods } from '../../../src/proxy/wire/methods.ts';
import { loadDescriptors } from '../../support/proxy-table/descriptors.ts';
import { hiddenFieldsText } from '../../support/proxy-table/hidden-fields.ts';
import { generateTable } from '../../support/proxy-table/generate.ts';
import { methodNamed } from '../../support/temporal-messages.ts';

const committed = fileURLToPath(new URL('../../../src/proxy/wire/table.generated.ts', import.meta.url));

test('the committed table is what the descriptors give (`npm run proxy-table` makes it again)', async () => {
  await expect(generateTable(loadDescriptors())).toMatchFileSnapshot(committed);
});

test('so are the committed fields that take a right of their own', async () => {
  const file = fileURLToPath(new URL('../../../src/proxy/authorize/hidden-fields.generated.ts', import.meta.url));
  await expect(hiddenFieldsText(loadDescriptors())).toMatchFileSnapshot(file);
});

const service = 'temporal.api.workflowservice.v1.WorkflowService';
const request = 'workflowservice.v1.StartWorkflowExecutionRequest';

function tableOf(change: (descriptors: Root) => void): string {
  const descriptors = loadDescriptors();
  change(descriptors);
  try {
    return generateTable(descriptors.resolveAll() as Root);
  } catch (error) {
    return String(error);
  }
}

describe('a table is not made of', () => {
  test.each([
    { what: 'bytes that no rule classifies', field: new Field('blob', 900, 'bytes'), name: 'blob' },
    { what: 'a namespace that no rule classifies', field: new Field('targetNamespace', 901, 'string'), name: 'target_namespace' },
    { what: 'a text of a user that no rule classifies', field: new Field('errorText', 902, 'string'), name: 'error_text' },
    { what: 'an Any that no rule classifies', field: new Field('extra', 903, 'google.protobuf.Any'), name: 'extra' },
    { what: 'a DataBlob that no rule classifies', field: new Field('events', 904, 'temporal.api.common.v1.DataBlob'), name: 'events' },
  ])('$what', ({ field, name }) => {
    expect(tableOf((root) => root.lookupType(`temporal.api.${request}`).add(field))).toContain(`${request}.${name} (`);
  });

  test.each([
    {
      what: 'a policy',
      on: request,
      field: new Field('endPolicy', 910, 'temporal.api.enums.v1.WorkflowIdReusePolicy'),
      name: 'end_policy',
    },
    { what: 'a callback', on: request, field: new Field('callbackUrl', 911, 'string'), name: 'callback_url' },
    { what: 'eagerness', on: request, field: new Field('eagerQuery', 912, 'bool'), name: 'eager_query' },
    { what: 'who calls', on: request, field: new Field('starterIdentity', 913, 'string'), name: 'starter_identity' },
    { what: 'a request within a request', on: request, field: new Field('next', 914, `temporal.api.${request}`), name: 'next' },
  ])('$what of which no rule says whether it bears authority', ({ on, field, name }) => {
    expect(tableOf((root) => root.lookupType(`temporal.api.${on}`).add(field))).toContain(
      `${on}.${name} (${field.type}) is not in test/support/proxy-table/authority-rules.ts`,
    );
  });

  test('a command, or something done to a batch, of which no rule says what it takes', () => {
    const failure = tableOf((root) => {
      for (const [message, oneof] of [
        ['command.v1.Command', 'attributes'],
        ['workflowservice.v1.StartBatchOperationRequest', 'operation'],
      ] as const) {
        root.lookupType(`temporal.api.${message}`).oneofs[oneof]?.add(new Field('more', 915, 'bool'));
      }
    });
    expect(failure).toContain('command.v1.Command.more (bool) is not in');
    expect(failure).toContain('workflowservice.v1.StartBatchOperationRequest.more (bool) is not in');
  });

  test('a method that no rule classifies', () => {
    const failure = tableOf((root) =>
      root.lookupService(service).add(new Method('Unheard', 'rpc', `.temporal.api.${request}`, `.temporal.api.${request}`)),
    );
    expect(failure).toContain('WorkflowService.Unheard is not in');
  });

  test('descriptors in which a field that has a rule is gone', () => {
    const failure = tableOf((root) => {
      const link = root.lookupType('temporal.api.nexus.v1.Link');
      link.remove(link.fields['url'] as Field);
    });
    expect(failure).toContain('nexus.v1.Link.url has a rule');
  });

  test('anything else is: a new payload needs no rule', () => {
    const added = tableOf((root) =>
      root.lookupType(`temporal.api.${request}`).add(new Field('extra', 905, 'temporal.api.common.v1.Payload')),
    );
    expect(added).toContain('905.extra=payload');
  });
});

describe('what the proxy knows of methods', () => {
  test('is of every method of WorkflowService and OperatorService', () => {
    expect(methods.size).toBe(135);
  });

  test.each([
    [
      'StartWorkflowExecution',
      { actions: ['start'], namespaceField: 1, tasks: [{ number: 2, kind: 'workflow', isRepeated: false }], waits: 'never' },
    ],
    ['PollActivityTaskQueue', { actions: ['work'], poll: 'activity', waits: 'always' }],
    ['RespondWorkflowTaskCompleted', { taskTokenField: 1, namespaceField: 9 }],
    ['GetWorkflowExecutionHistory', { actions: ['read'], waits: 5 }],
    ['SignalWithStartWorkflowExecution', { actions: ['start', 'signal'] }],
    ['ListClusters', { service: 'OperatorService', namespaceField: undefined, actions: ['platform'] }],
  ])('%s', (name, facts) => {
    expect(methodNamed(name)).toMatchObject(facts);
  });

  test('says of every one that takes a task token which namespace field guards it', () => {
    const unguarded = [...methods.values()].filter(
      ({ taskTokenField, namespaceField }) => taskTokenField !== undefined && namespaceField === undefined,
    );
    expect(unguarded).toEqual([]);
  });
});
