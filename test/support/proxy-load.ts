import type { Client } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { echo } from './proxy-workflows.ts';

export interface LoadInput {
  client: Client;
  taskQueue: string;
  text: string;
  /** Workflows under way at a time. */
  atOnce?: number;
}

/** Workflows that are started one after the other until they are stopped. */
export interface Load {
  /** Workflows that have ended well by now. */
  done: () => number;
  /** Waits for so many more to end well. */
  more: (count: number) => Promise<void>;
  /** Lets those under way end; ids of all, and every error that the client's own retries have not covered. */
  stop: () => Promise<{ ids: string[]; errors: string[] }>;
}

export function startLoad({ client, taskQueue, text, atOnce = 4 }: LoadInput): Load {
  const ids: string[] = [];
  const errors: string[] = [];
  const state = { done: 0, isStopped: false };
  const one = async (lane: number) => {
    for (let turn = 0; !state.isStopped; turn++) {
      const workflowId = `load-${taskQueue}-${lane}-${turn}`;
      ids.push(workflowId);
      try {
        const result = await client.workflow.execute(echo, { taskQueue, workflowId, args: [text] });
        if (result !== text) errors.push(`${workflowId} gave ${result}`);
        state.done += 1;
      } catch (error) {
        errors.push(`${workflowId}: ${describe(error)}`);
        await sleep(50);
      }
    }
  };
  const running = Promise.all(Array.from({ length: atOnce }, (_, lane) => one(lane)));
  return {
    done: () => state.done,
    async more(count) {
      const wanted = state.done + count;
      const deadline = Date.now() + 90_000;
      while (state.done < wanted) {
        if (Date.now() > deadline) throw new Error(`only ${state.done} of ${wanted} workflows have ended; ${errors.at(-1) ?? 'no error'}`);
        await sleep(50);
      }
    },
    async stop() {
      state.isStopped = true;
      await running;
      return { ids, errors };
    },
  };
}

function describe(error: unknown): string {
  const chain: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) chain.push(at.message);
  return chain.join(' <- ');
}

/** Workflows in whose histories a task was lost: it timed out, or failed for another reason than a worker's. */
export async function lostTasks(client: Client, ids: readonly string[]): Promise<string[]> {
  const lost: string[] = [];
  for (const workflowId of ids) {
    const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
    const isLost = events?.some((event) => event.workflowTaskTimedOutEventAttributes ?? event.activityTaskTimedOutEventAttributes);
    if (isLost) lost.push(workflowId);
  }
  return lost;
}
