import { z } from 'zod/mini';
import { defineActivity } from '../define.ts';

export const composeGreeting = defineActivity({
  name: 'composeGreeting',
  taskQueue: 'greetings-activities',
  input: z.object({ greeting: z.string().check(z.maxLength(100)), name: z.string().check(z.maxLength(100)) }),
  output: z.object({ text: z.string().check(z.maxLength(300)) }),
  startToCloseTimeout: '30s',
  retry: { maximumAttempts: 5 },
});
