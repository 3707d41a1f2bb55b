import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Attempt, ExpectedEvent } from '../../support/attempts/attempt.ts';
import { startAttemptWorld, type AttemptWorld } from '../../support/attempts/attempt-world.ts';
import { tokenAttempts } from '../../support/attempts/credentials.ts';
import { typeAttempts } from '../../support/attempts/foreign-types.ts';
import { codecAttempts, headerAttempts } from '../../support/attempts/headers.ts';
import { ciphertextAttempts, fieldAttempts } from '../../support/attempts/hidden-rights.ts';
import { namespaceAttempts } from '../../support/attempts/namespaces.ts';
import { queryAttempts } from '../../support/attempts/queries.ts';
import { systemAttempts } from '../../support/attempts/system-workflows.ts';
import { wrappedAttempts } from '../../support/attempts/wrapped.ts';
import { canaries, listedState, makeVictims, stateOf, type Victims } from '../../support/attempts/victims.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const attempts: readonly Attempt[] = [
  ...queryAttempts,
  ...typeAttempts,
  ...systemAttempts,
  ...fieldAttempts,
  ...ciphertextAttempts,
  ...namespaceAttempts,
  ...tokenAttempts,
  ...headerAttempts,
  ...codecAttempts,
  ...wrappedAttempts,
];

/** As text, and as JSON has bytes: at any of the three places that base64 may begin at. */
const forbidden = canaries.flatMap((canary) => [
  canary,
  ...['', ' ', '  '].map((before) => Buffer.from(`${before}${canary}`).toString('base64').slice(4, -4)),
]);

describeWith(['temporal', 'openssl'], 'whoever tries to get round the policy', () => {
  let world: AttemptWorld;
  let victims: Victims;
  let untouched: object;

  beforeAll(async () => {
    world = await startAttemptWorld(requireTool('temporal') ?? '');
    victims = await makeVictims(world);
    untouched = await listedState(world, victims);
  }, 60_000);
  afterAll(async () => await world?.close());

  test.each(attempts)('$name', async ({ make, status, event, check }) => {
    const before = (await world.audit()).length;
    const attempted = await make({ world, victims });
    expect({ status: attempted.status, shown: attempted.shown.toString() }).toMatchObject({ status });
    for (const text of forbidden) expect(attempted.shown.includes(text)).toBe(false);
    await expect.poll(async () => (await world.audit()).slice(before)).toEqual(written(event));
    await check?.({ world, victims }, attempted);
    expect(await stateOf(world, victims)).toEqual(untouched);
  });

  test('after all of them nothing is as it was not', async () => {
    expect(attempts.length).toBeGreaterThanOrEqual(40);
    expect(await stateOf(world, victims)).toEqual(untouched);
  });
});

/** Nothing where nothing is expected, else this event at least. */
function written(event: ExpectedEvent | undefined): unknown {
  if (event === undefined) return [];
  const { decision, method, reason, subject } = event;
  const caller: unknown = expect.objectContaining({ peer: expect.any(String), ...(subject === undefined ? {} : { subject }) });
  return expect.arrayContaining([expect.objectContaining({ decision, method, caller, ...(reason === undefined ? {} : { reason }) })]);
}
