import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { printQuery } from '../../../../src/proxy/authorize/types/visibility/print.ts';
import type { Condition } from '../../../../src/proxy/authorize/types/visibility/query.ts';
import { decode } from '../../../support/temporal-messages.ts';
import { isInScope, scopedWorld, type ScopedWorld } from '../../../support/scoped-world.ts';
import { describeWith } from '../../../support/tools.ts';

const types = ['Pay', 'pay', 'PAY', 'Payroll', 'order-1', 'ORDER-1', 'order-secret-1', 'Ship', "it's"];
const words = ['a', 'b', 'c', "it's", 'x"y'];
const population = 54;

async function populate({ direct }: ScopedWorld): Promise<void> {
  for (let index = 0; index < population; index++) {
    const workflowType = types[index % types.length] ?? '';
    const searchAttributes = { TrialWord: [words[index % words.length] ?? ''] };
    await direct.workflow.start(workflowType, { workflowId: `run-${String(index)}`, taskQueue: 'nobody', searchAttributes });
  }
  while ((await direct.workflow.count()).count < population) await sleep(50);
}

interface Listed {
  executions?: { execution: { workflowId: string }; type: { name: string } }[];
}

const text = (...texts: string[]) => fc.constantFrom(...texts).map((chosen) => ({ kind: 'text' as const, text: chosen }));
const word = text('a', 'b', 'zzz');
const anyType = text(...types.filter((name) => name !== "it's"));
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    kind: fc.constant('compare' as const),
    column: fc.constant('TrialWord'),
    operator: fc.constantFrom('=' as const, '!=' as const, '>' as const, 'STARTS_WITH' as const, 'NOT STARTS_WITH' as const),
    value: word,
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    column: fc.constant('WorkflowType'),
    operator: fc.constantFrom('=' as const, '!=' as const, '<=' as const, 'STARTS_WITH' as const),
    value: anyType,
  }),
  fc.record({
    kind: fc.constant('in' as const),
    column: fc.constant('WorkflowType'),
    isNegated: fc.boolean(),
    values: fc.array(anyType, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('between' as const),
    column: fc.constant('WorkflowId'),
    isNegated: fc.boolean(),
    from: text('run-1', 'run-2'),
    to: text('run-4', 'run-9'),
  }),
  fc.record({ kind: fc.constant('null' as const), column: fc.constantFrom('TrialWord', 'CloseTime'), isNegated: fc.boolean() }),
  fc.record({
    kind: fc.constant('compare' as const),
    column: fc.constant('ExecutionStatus'),
    operator: fc.constantFrom('=' as const, '!=' as const),
    value: text('Running', 'Completed'),
  }),
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    tie('condition').map((term): Condition => ({ kind: 'not', term })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), tie('condition'), tie('condition'))
      .map(([kind, ...terms]): Condition => ({ kind, terms })),
  ),
}));

describeWith(['temporal'], 'visibility queries of a scoped caller', () => {
  const world = scopedWorld(populate);

  async function listed(query: string): Promise<{ status: number | undefined; ids: string[]; types: string[] }> {
    const { status, body } = await world.call('ListWorkflowExecutions', { query, pageSize: 1000 });
    const { executions = [] } = decode('workflowservice.v1.ListWorkflowExecutionsResponse', body) as Listed;
    return {
      status,
      ids: executions.map(({ execution }) => execution.workflowId).toSorted(),
      types: executions.map(({ type }) => type.name),
    };
  }

  test('a scoped caller’s list is the server’s own list without what is of other types', async () => {
    let found = 0;
    for (const where of fc.sample(condition, { numRuns: 200, seed: 6 })) {
      const query = printQuery({ where, groupBy: [], orderBy: [] });
      const expected: string[] = [];
      for await (const { workflowId, type: name } of world.direct.workflow.list({ query })) if (isInScope(name)) expected.push(workflowId);
      const got = await listed(query);
      expect({ query, ...got }).toMatchObject({ query, status: 0, ids: expected.toSorted() });
      found += expected.length;
    }
    expect(found).toBeGreaterThan(500);
  }, 120_000);

  test.each([
    "WorkflowType = 'Payroll'",
    "WorkflowType = 'Payroll' OR WorkflowType = 'Ship'",
    "WorkflowType != 'Pay'",
    "NOT WorkflowType = 'Pay'",
    "NOT (WorkflowType = 'Pay' AND WorkflowType STARTS_WITH 'order-')",
    '1 = 1',
    "1 = 1 OR WorkflowType = 'Payroll'",
    "WorkflowId = 'x' OR 1 = 1",
    "WorkflowId = 'x') OR (WorkflowId != 'y'",
    "WorkflowId = 'x')) OR ((WorkflowId != 'y'",
    "WorkflowId != 'x' -- ",
    "WorkflowId != 'x') -- ",
    "WorkflowId != 'x') # ",
    "WorkflowId != 'x' /* ",
    "*/ WorkflowId != 'x' /*",
    "/*! WorkflowId != 'x' */",
    "WorkflowId != 'x' // ",
    "WorkflowId != 'x'; select * from executions_visibility",
    "WorkflowId != 'x' UNION SELECT * FROM table1",
    "WorkflowId != 'x' LIMIT 1000",
    "WorkflowId = '\\' OR WorkflowId != '",
    "WorkflowId = '\\') OR (WorkflowId != \\''",
    "WorkflowId = 'x\\' OR WorkflowId != ''",
    "WorkflowId = 'x'' OR WorkflowId != '''",
    "WorkflowId = ''') OR (WorkflowId != '''",
    'WorkflowId = "x\') OR (WorkflowId != \'y"',
    "`WorkflowId` != 'x' OR `WorkflowType` = 'Payroll'",
    "`WorkflowId` = 'x') OR (`WorkflowType` = 'Payroll'",
    "`WorkflowId``) OR (1` = 'x'",
    "WorkflowId != 'x' OR TemporalNamespaceDivision = 'TemporalScheduler'",
    'TemporalNamespaceDivision IS NOT NULL',
    'TemporalNamespaceDivision IS NULL OR WorkflowType IS NOT NULL',
    "WorkflowType IN ('Payroll', 'Ship', 'order-secret-1')",
    "WorkflowType STARTS_WITH ''",
    "WorkflowType BETWEEN 'A' AND 'z'",
    "WorkflowId != 'x' ORDER BY WorkflowType",
    "WorkflowId != 'x' GROUP BY WorkflowType",
    'GROUP BY WorkflowType',
    "WorkflowId != 'x'\0 OR 1 = 1",
    "WorkflowId != 'x’ OR ‘y’ = ’y'",
    "WorkflowId <=> 'x' OR 1 = 1",
    'ROW(1,1) = ROW(1,1)',
    'WorkflowId != (select 1)',
    '',
  ])('shows no other type: %j', async (query) => {
    const got = await listed(query);
    expect(got.types.filter((name) => !isInScope(name))).toEqual([]);
    expect(got.status).toBeDefined();
  });

  test('counts, groups and scans are of what is in scope', async () => {
    const own = types.filter(isInScope).length * (population / types.length);
    const counted = async (query: string) => {
      const { body } = await world.call('CountWorkflowExecutions', { query });
      return decode('workflowservice.v1.CountWorkflowExecutionsResponse', body) as { count?: string; groups?: { count: string }[] };
    };
    // SQLite takes capital and small letters after STARTS_WITH for the same.
    const alike =
      types.filter((name) => isInScope(name.startsWith('ORDER') ? name.toLowerCase() : name)).length * (population / types.length);
    expect(await counted('')).toEqual({ count: String(alike) });
    expect(await counted("WorkflowType = 'Payroll' OR WorkflowType = 'Pay'")).toEqual({ count: String(population / types.length) });
    expect(await counted('GROUP BY ExecutionStatus')).toMatchObject({ groups: [{ count: String(alike) }] });
    const scanned = await world.call('ScanWorkflowExecutions', { pageSize: 1000 });
    expect((decode('workflowservice.v1.ScanWorkflowExecutionsResponse', scanned.body) as Listed).executions).toHaveLength(own);
  });

  test('pages lead on, and none shows another type', async () => {
    const names: string[] = [];
    for await (const { type: name } of world.scoped.workflow.list({ pageSize: 5 })) names.push(name);
    expect(names).toHaveLength(types.filter(isInScope).length * (population / types.length));
    expect(names.every(isInScope)).toBe(true);
  });
});
