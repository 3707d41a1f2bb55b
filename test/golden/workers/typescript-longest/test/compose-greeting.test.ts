import { expect, test } from 'vitest';
import { runActivity } from '../sdk/testing.ts';
import composeGreeting from '../src/activities/compose-greeting.impl.ts';

test('a greeting names whom it greets', async () => {
  const output = await runActivity(composeGreeting, { greeting: 'Hello', name: 'Ada' });
  expect(output).toEqual({ text: 'Hello, Ada!' });
});

test('an input that does not fit the contract is refused, and no retry can help', async () => {
  const run = runActivity(composeGreeting, { greeting: 'Hello' } as never);
  await expect(run).rejects.toMatchObject({
    nonRetryable: true,
    message: 'composeGreeting input is invalid: name: Invalid input: expected string, received undefined',
  });
});
