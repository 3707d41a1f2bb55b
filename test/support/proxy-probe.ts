import { temporal as api } from '@temporalio/proto';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { callWith, openCaller } from './proxy-caller.ts';
import { tokenOf } from './proxy-config.ts';

const { QueryWorkflowRequest, QueryWorkflowResponse } = api.api.workflowservice.v1;

/** Somebody who goes on working whatever others do to the proxy. */
export interface Probe {
  /** How many of its calls went well, and what became of the others. */
  stop: () => Promise<{ done: number; failed: string[] }>;
}

/** Calls every few milliseconds before a fake upstream, whose queries answer with their own arguments. */
export function startProbe(address: string): Probe {
  const caller = openCaller(address);
  const failed: string[] = [];
  let done = 0;
  const state = { isStopped: false };
  const run = async () => {
    while (!state.isStopped) {
      const complaint = await roundTrip(caller);
      if (complaint === undefined) done += 1;
      else failed.push(complaint);
      await sleep(5);
    }
  };
  const running = run();
  return {
    async stop() {
      state.isStopped = true;
      await running;
      caller.close();
      return { done, failed };
    },
  };
}

/** One query whose answer has to be what it asked; else what is wrong. */
export async function roundTrip(caller: Pick<ReturnType<typeof openCaller>, 'call'>): Promise<string | undefined> {
  const data = randomBytes(200);
  const queryArgs = { payloads: [{ metadata: { encoding: Buffer.from('binary/plain') }, data }] };
  const request = { namespace: 'images', execution: { workflowId: 'probe' }, query: { queryType: 'echo', queryArgs } };
  const message = QueryWorkflowRequest.encode(request).finish();
  const { status, message: why, body } = await caller.call(callWith(message, { path: 'QueryWorkflow', token: tokenOf('images') }));
  if (status !== 0) return `status ${String(status)} ${why}`;
  const answered = QueryWorkflowResponse.decode(body).queryResult?.payloads?.[0]?.data;
  return answered && data.equals(answered) ? undefined : 'other bytes came back';
}
