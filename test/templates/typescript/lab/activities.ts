import { implement } from '../../../../templates/worker-typescript/files/sdk/activity.ts';
import { answerBadly, countOn, echo, shout, waitForEver } from './contracts.ts';

const bodies = {
  echo: implement(echo, (input) => input),
  shout: implement(shout, ({ text }) => ({ text })),
  answerBadly: implement(answerBadly, () => ({ text: 42 }) as never),
  countOn: implement(countOn, async ({ to }, { heartbeat, lastHeartbeat, info }) => {
    const from = lastHeartbeat()?.reached ?? 0;
    for (let reached = from + 1; reached <= to; reached += 1) heartbeat({ reached });
    if (info.attempt === 1) throw new Error('the first attempt always breaks');
    return { from, attempt: info.attempt };
  }),
  waitForEver: implement(waitForEver, async (_input, { heartbeat, sleep, signal }) => {
    while (!signal.aborted) {
      heartbeat();
      await sleep(100);
    }
    return { text: 'never' };
  }),
};

export const activities = Object.fromEntries(Object.entries(bodies).map(([name, body]) => [name, async () => ({ default: body })]));
