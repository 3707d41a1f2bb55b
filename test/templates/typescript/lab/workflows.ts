import { implement } from '../../../../templates/worker-typescript/files/sdk/workflow.ts';
import {
  answerBadly,
  calls,
  conversation,
  countdown,
  countOn,
  echo,
  messenger,
  neighbour,
  shout,
  stoppable,
  tree,
  waitForEver,
} from './contracts.ts';

export const Conversation = implement(conversation, async (input, { handle, condition, upsertSearchAttributes }) => {
  let { name } = input;
  let isOver = false;
  const notes: string[] = [];
  handle({
    note: ({ text }) => notes.push(text),
    stop: () => {
      isOver = true;
    },
    notes: () => ({ notes }),
    noteAt: ({ index }) => ({ text: notes[index] as string }),
    rename: {
      validate: (change) => {
        if (change.name === name) throw new Error('that is the name already');
      },
      run: (change) => {
        const previous = name;
        name = change.name;
        upsertSearchAttributes({ LabTopic: name });
        return { previous };
      },
    },
  });
  await condition(() => isOver);
  return { name, notes };
});

export const Calls = implement(
  calls,
  { activities: { echo, shout, answerBadly, countOn }, localActivities: { shout } },
  async ({ what }, { activities, localActivities }) => {
    const kinds = {
      echo: () => activities.echo({ text: 'hello' }, { startToCloseTimeout: '5s', summary: 'says hello' }),
      shout: () => activities.shout({ text: 'hello' }),
      local: () => localActivities.shout({ text: 'nearby' }),
      'bad-input': () => activities.echo({ text: 1 } as never),
      'bad-output': () => activities.answerBadly(),
      heartbeat: async () => {
        const { from, attempt } = await activities.countOn({ to: 7 });
        return { text: `attempt ${attempt} went on at ${from}` };
      },
      'own-output': async () => ({ text: 42 }) as never,
    };
    return kinds[what]();
  },
);

export const Countdown = implement(countdown, async ({ left, runs }, { continueAsNew }) => {
  if (left === 0) return { runs };
  return continueAsNew({ left: left - 1, runs: runs + 1 });
});

export const Tree = implement(tree, { children: { tree } }, async ({ depth }, { children, info }) => {
  if (depth === 0) return { nodes: 1 };
  const below = { depth: depth - 1 };
  const left = await children.tree.start(below, { id: `${info.workflowId}-left` });
  const [one, other] = await Promise.all([left.result(), children.tree.execute(below)]);
  return { nodes: 1 + one.nodes + other.nodes };
});

export const Messenger = implement(messenger, { children: { conversation } }, async ({ to }, { children, external }) => {
  await external(conversation, to).signal.note({ text: 'from afar' });
  const child = await children.conversation.start({ name: 'child' });
  await child.signal.note({ text: 'from above' });
  await child.signal.stop();
  const { notes } = await child.result();
  return { heard: notes };
});

export const Stoppable = implement(
  stoppable,
  { activities: { waitForEver, echo } },
  async (_input, { activities, temporal: { CancellationScope, isCancellation, ActivityCancellationType } }) => {
    try {
      return await activities.waitForEver({}, { cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED });
    } catch (error) {
      if (!isCancellation(error)) throw error;
      return CancellationScope.nonCancellable(() => activities.echo({ text: 'tidied up' }));
    }
  },
);

export const Neighbour = implement(neighbour, async () => ({ text: 'next door' }));
