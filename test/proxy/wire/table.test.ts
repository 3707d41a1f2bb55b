import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { methods } from '../../../src/proxy/wire/methods.ts';
import { loadDescriptors } from '../../support/proxy-table/descriptors.ts';
import { generateTable } from '../../support/proxy-table/generate.ts';

const committed = fileURLToPath(new URL('../../../src/proxy/wire/table.generated.ts', import.meta.url));

test('the committed table is what the descriptors give (`npm run proxy-table` makes it again)', async () => {
  await expect(generateTable(loadDescriptors())).toMatchFileSnapshot(committed);
});

test('every method of WorkflowService and OperatorService is in it', () => {
  expect(methods.size).toBe(135);
});
