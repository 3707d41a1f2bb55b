import { ApplicationFailure, activityInfo, heartbeat } from '@temporalio/activity';

export async function echo(text: string): Promise<string> {
  return await Promise.resolve(text);
}

/** Fails once after a heartbeat; the second attempt tells what it was given back. */
export async function beatOnce(text: string): Promise<unknown> {
  const { attempt, heartbeatDetails } = activityInfo();
  if (attempt > 1) return heartbeatDetails;
  heartbeat({ text, at: 7 });
  // A heartbeat is sent on its own; the failure may not overtake it.
  await new Promise((resolve) => setTimeout(resolve, 300));
  throw new Error(`${text} failed after its heartbeat`);
}

export async function fail(text: string): Promise<never> {
  const root = new Error(`${text} at the root`);
  throw await Promise.resolve(
    ApplicationFailure.create({
      message: `${text} at the activity`,
      type: 'Inner',
      nonRetryable: true,
      details: [{ deep: text }],
      cause: root,
    }),
  );
}
