/** Plain workflows of the official SDK, as other teams write them; bundled for the trials of the proxy. */
import {
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  createNexusServiceClient,
  defineQuery,
  defineSignal,
  defineUpdate,
  executeChild,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  startChild,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type * as activityModule from './proxy-activities.ts';
import { greetings } from './proxy-nexus-service.ts';

const quick = { startToCloseTimeout: '20s', retry: { initialInterval: '50ms', maximumAttempts: 2 } } as const;
const activities = proxyActivities<typeof activityModule>({ ...quick, heartbeatTimeout: '5s', summary: 'activity summary' });
const localActivities = proxyLocalActivities<typeof activityModule>(quick);

export const say = defineSignal<[string]>('say');
export const stop = defineSignal('stop');
export const said = defineQuery<string[]>('said');
export const brokenQuery = defineQuery<string, [string]>('brokenQuery');
export const change = defineUpdate<string, [string]>('change');

/** Collects what signals and updates say until it is stopped. */
export async function conversation(first: string): Promise<string[]> {
  const words = [first];
  let isStopped = false;
  setHandler(say, (word) => void words.push(word));
  setHandler(stop, () => {
    isStopped = true;
  });
  setHandler(said, () => words);
  setHandler(brokenQuery, (text) => {
    throw new Error(`${text} cannot be told`);
  });
  setHandler(
    change,
    (word) => {
      words.push(word);
      return `${word} is in`;
    },
    {
      validator(word: string) {
        if (word.endsWith('refused')) throw new Error(`${word} by the validator`);
      },
    },
  );
  setCurrentDetails(`details of ${first}`);
  await condition(() => isStopped);
  return words;
}

export async function echo(text: string): Promise<string> {
  return await activities.echo(text);
}

/** `n` runs, each with the text handed on. */
export async function countdown(n: number, text: string): Promise<string> {
  return n === 0 ? text : await continueAsNew<typeof countdown>(n - 1, text);
}

export async function beating(text: string): Promise<unknown> {
  return await activities.beatOnce(text);
}

/** Several at once, so that some come back with the workflow task's own answer. */
export async function many(text: string): Promise<string[]> {
  return await Promise.all(Array.from({ length: 4 }, (_, index) => activities.echo(`${text} ${index}`)));
}

export async function nearby(text: string): Promise<string> {
  return await localActivities.echo(text);
}

/** Fails with what its activity failed with below it. */
export async function failing(text: string): Promise<void> {
  try {
    await activities.fail(text);
  } catch (error) {
    throw ApplicationFailure.create({
      message: `${text} at the workflow`,
      type: 'Outer',
      nonRetryable: true,
      details: [`${text} in details`],
      cause: error as Error,
    });
  }
}

interface Told {
  name: string;
  message: string;
  stack: string | undefined;
  details: unknown;
}

/** A failed child's failure as its parent sees it, from the outside in. */
export async function parent(text: string): Promise<{ echoed: string; spoken: string[]; failure: Told[] }> {
  const echoed = await executeChild(echo, { args: [text], staticSummary: `${text} summary`, memo: { note: text } });
  const child = await startChild(conversation, { args: [text] });
  await child.signal(say, `${text} from the parent`);
  await child.signal(stop);
  const spoken = await child.result();
  try {
    await executeChild(failing, { args: [text] });
    return { echoed, spoken, failure: [] };
  } catch (error) {
    const failure: Told[] = [];
    for (let at = error as (Error & { details?: unknown }) | undefined; at !== undefined; at = at.cause as typeof at)
      failure.push({ name: at.name, message: at.message, stack: at.stack, details: at.details });
    return { echoed, spoken, failure };
  }
}

/** Sleeps until it is cancelled, then cleans up. */
export async function stoppable(text: string): Promise<string> {
  try {
    await sleep('1 hour', { summary: `${text} timer` });
    return 'woke up';
  } catch (error) {
    if (!isCancellation(error)) throw error;
    return await CancellationScope.nonCancellable(() => activities.echo(`${text} cleaned up`));
  }
}

/** What the run before it gave, by cron. */
export async function again(text: string): Promise<string> {
  const last = workflowInfo().lastResult as string | undefined;
  return last === undefined ? text : `${last}+`;
}

export async function memorable(): Promise<string> {
  upsertMemo({ second: null, third: `third of ${String(workflowInfo().memo?.['first'])}` });
  upsertSearchAttributes({ TrialWord: ['upserted-in-clear'] });
  return Object.keys(workflowInfo().memo ?? {})
    .toSorted()
    .join();
}

export async function callNexus(endpoint: string, text: string): Promise<{ quick: string; slow: string; failure: string[] }> {
  const client = createNexusServiceClient({ endpoint, service: greetings });
  const fast = await client.executeOperation('quick', text, { scheduleToCloseTimeout: '20s' });
  const slow = await client.executeOperation('slow', text, { scheduleToCloseTimeout: '20s', summary: `${text} summary` });
  const failure: string[] = [];
  try {
    await client.executeOperation('broken', text, { scheduleToCloseTimeout: '20s' });
  } catch (error) {
    for (let at = error as Error | undefined; at !== undefined; at = at.cause as Error | undefined) failure.push(at.message);
  }
  return { quick: fast, slow, failure };
}
