import { z } from 'zod/mini';
import { defineWorkflow } from '../define.ts';

const name = z.string().check(z.maxLength(100));
const count = z.int().check(z.minimum(0));

export const greet = defineWorkflow({
  name: 'Greet',
  taskQueue: 'greetings',
  input: z.object({
    names: z.array(name).check(z.maxLength(100)),
    waitSeconds: z.optional(z.int().check(z.minimum(0), z.maximum(3600))),
  }),
  output: z.object({ greetings: z.array(z.string().check(z.maxLength(300))).check(z.maxLength(1000)) }),
  signals: { addName: z.object({ name }) },
  queries: { progress: { output: z.object({ greeted: count, waiting: count }) } },
  updates: { changeGreeting: { input: z.object({ greeting: name }), output: z.object({ previous: name }) } },
});
