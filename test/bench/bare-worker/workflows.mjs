import { proxyActivities } from '@temporalio/workflow';

const { composeGreeting } = proxyActivities({
  taskQueue: 'greetings-activities',
  startToCloseTimeout: '30s',
  retry: { maximumAttempts: 5 },
});

/** What the generated worker's sample does with names that are there from the start. */
export async function Greet({ names }) {
  const greetings = [];
  for (const name of names) {
    const { text } = await composeGreeting({ greeting: 'Hello', name });
    greetings.push(text);
  }
  return { greetings };
}
