import { fileURLToPath } from 'node:url';
import { Field, Method, type Root } from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { methods } from '../../../src/proxy/wire/methods.ts';
import { loadDescriptors } from '../../support/proxy-table/descriptors.ts';
import { generateTable } from '../../support/proxy-table/generate.ts';
import { methodNamed } from '../../support/temporal-messages.ts';

const committed = fileURLToPath(new URL('../../../src/proxy/wire/table.generated.ts', import.meta.url));

test('the committed table is what the descriptors give (`npm run proxy-table` makes it again)', async () => {
  await expect(generateTable(loadDescriptors())).toMatchFileSnapshot(committed);
});

const service = 'temporal.api.workflowservice.v1.WorkflowService';
const request = 'workflowservice.v1.StartWorkflowExecutionRequest';

/** Of descriptors that are changed in a copy of them. */
function tableOf(change: (root: Root) => void): string {
  const root = loadDescriptors().constructor as typeof Root;
  const copy = root.fromJSON(loadDescriptors().toJSON());
  change(copy);
  try {
    return generateTable(copy.resolveAll() as Root);
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
