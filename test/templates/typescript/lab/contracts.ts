import { z } from 'zod/mini';
import { defineActivity, defineWorkflow } from '../../../../templates/worker-typescript/files/contracts/src/define.ts';

// zod/mini's `default`, which is a reserved word.
const { _default: withDefault } = z;

const text = z.object({ text: z.string() });
const shouted = z.object({
  text: z.pipe(
    z.string(),
    z.transform((given) => `${given.toUpperCase()}!`),
  ),
});
const onActivities = { taskQueue: 'lab-activities', startToCloseTimeout: '10s', retry: { maximumAttempts: 2 } } as const;

export const echo = defineActivity({ ...onActivities, name: 'echo', input: text, output: text });
export const shout = defineActivity({ ...onActivities, name: 'shout', input: shouted, output: text });
export const answerBadly = defineActivity({ ...onActivities, name: 'answerBadly', input: z.object({}), output: text });
export const countOn = defineActivity({
  ...onActivities,
  name: 'countOn',
  input: z.object({ to: z.int() }),
  output: z.object({ from: z.int(), attempt: z.int() }),
  heartbeatDetails: z.object({ reached: z.int() }),
  heartbeatTimeout: '5s',
});
export const waitForEver = defineActivity({
  ...onActivities,
  name: 'waitForEver',
  input: z.object({}),
  output: text,
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
});

export const conversation = defineWorkflow({
  name: 'Conversation',
  taskQueue: 'lab',
  input: z.object({ name: z.string().check(z.minLength(1)) }),
  output: z.object({ name: z.string(), notes: z.array(z.string()) }),
  signals: { note: shouted, stop: z.object({}) },
  queries: {
    notes: { output: z.object({ notes: z.array(z.string()) }) },
    noteAt: { input: z.object({ index: z.int() }), output: text },
  },
  updates: {
    rename: { input: z.object({ name: z.string().check(z.minLength(1)) }), output: z.object({ previous: z.string() }) },
  },
  searchAttributes: { LabTopic: 'KEYWORD' },
  memo: { about: 'the lab' },
});

export const calls = defineWorkflow({
  name: 'Calls',
  taskQueue: 'lab',
  input: z.object({ what: z.enum(['echo', 'shout', 'local', 'bad-input', 'bad-output', 'heartbeat', 'own-output']) }),
  output: text,
});

export const countdown = defineWorkflow({
  name: 'Countdown',
  taskQueue: 'lab',
  input: z.object({ left: z.int(), runs: withDefault(z.int(), 1) }),
  output: z.object({ runs: z.int() }),
});

export const tree = defineWorkflow({
  name: 'Tree',
  taskQueue: 'lab',
  input: z.object({ depth: z.int() }),
  output: z.object({ nodes: z.int() }),
});

export const messenger = defineWorkflow({
  name: 'Messenger',
  taskQueue: 'lab',
  input: z.object({ to: z.string() }),
  output: z.object({ heard: z.array(z.string()) }),
});

export const stoppable = defineWorkflow({ name: 'Stoppable', taskQueue: 'lab', input: z.object({}), output: text });

export const neighbour = defineWorkflow({ name: 'Neighbour', taskQueue: 'lab-next-door', input: z.object({}), output: text });
