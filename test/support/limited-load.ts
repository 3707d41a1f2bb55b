import { temporal } from '@temporalio/proto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCaller, workflowService, type CallOutcome } from './proxy-caller.ts';
import { tokenOf } from './proxy-config.ts';
import { grpcMessage } from './proxy-frames.ts';

/** Calls of one kind to several proxies, at a steady pace each. */
export interface Flow {
  readonly name: string;
  readonly namespace: string;
  /** For each of the proxies, in their order. */
  readonly perSecond: readonly number[];
  readonly method?: 'StartWorkflowExecution' | 'RespondWorkflowTaskCompleted';
  readonly headers?: Readonly<Record<string, string>>;
}

/** An outcome; times are in milliseconds of `performance.now()`. */
export interface Told extends CallOutcome {
  readonly flow: string;
  readonly sent: number;
  readonly at: number;
}

const { StartWorkflowExecutionRequest, RespondWorkflowTaskCompletedRequest } = temporal.api.workflowservice.v1;

export interface FlowsLoad {
  /** Of all calls whose outcome is known by now. */
  readonly told: readonly Told[];
  /** Outcomes of all, those that still wait included. */
  stop: () => Promise<readonly Told[]>;
}

/** Calls that are sent when they are due, whatever has become of those before. */
export function startFlows(addresses: readonly string[], flows: readonly Flow[]): FlowsLoad {
  const callers = addresses.map(openCaller);
  const begun = performance.now();
  const state = { isStopped: false };
  const told: Told[] = [];
  const calls: Promise<unknown>[] = [];
  const lanes = flows.flatMap((flow) => flow.perSecond.map((rate, index) => ({ flow, rate, caller: callers[index]!, sent: 0 })));
  const send = async () => {
    while (!state.isStopped) {
      const passed = (performance.now() - begun) / 1_000;
      for (const lane of lanes)
        for (; lane.sent < passed * lane.rate; lane.sent++) calls.push(callOf(lane).then((outcome) => told.push(outcome)));
      await sleep(5);
    }
  };
  const sending = send();
  return {
    told,
    async stop() {
      state.isStopped = true;
      await sending;
      await Promise.all(calls);
      for (const caller of callers) caller.close();
      return told;
    },
  };
}

async function callOf({ flow, caller }: { flow: Flow; caller: ReturnType<typeof openCaller> }): Promise<Told> {
  const { name, namespace, method = 'StartWorkflowExecution', headers = {} } = flow;
  const message =
    method === 'StartWorkflowExecution'
      ? StartWorkflowExecutionRequest.encode({ namespace, workflowId: 'load' }).finish()
      : RespondWorkflowTaskCompletedRequest.encode({ namespace, taskToken: Buffer.from('token') }).finish();
  const sent = performance.now();
  const outcome = await caller.call({
    path: `${workflowService}${method}`,
    token: tokenOf(namespace),
    body: grpcMessage(message),
    headers,
  });
  return { ...outcome, flow: name, sent, at: performance.now() };
}

/** What became of the calls of one flow that were sent and answered in that time, or ever, by gRPC status. */
export function statusesOf(
  told: readonly Told[],
  flow: string,
  [from, until]: readonly [from: number, until: number] = [0, Infinity],
): number[] {
  const within = told.filter((call) => call.flow === flow && call.sent >= from && call.at < until);
  return [...new Set(within.map(({ status }) => status ?? -1))].toSorted((a, b) => a - b);
}

/** Calls a second that were let through in that time. */
function rateOf(told: readonly Told[], flow: string, [from, until]: readonly [from: number, until: number]): number {
  const through = told.filter((call) => call.flow === flow && call.status === 0 && call.at >= from && call.at < until);
  return (through.length * 1_000) / (until - from);
}

/** Of a window, in milliseconds. */
const windowLength = 2_500;
/** Until what came before has been paid off. */
const settling = 1_200;

/**
 * Flows that are let through at 10 % more or less than they should be, with their rates. A machine that stands still for a moment moves calls
 * from one window into the next, and a limit that is not kept is not kept in any: so one window of five has to be right.
 */
export async function outsideLimits(load: FlowsLoad, limits: Readonly<Record<string, number>>): Promise<Record<string, number>> {
  let outside: Record<string, number> = { ...limits };
  await sleep(settling);
  for (let window = 0; window < 5 && Object.keys(outside).length > 0; window++) {
    const from = performance.now();
    await sleep(windowLength);
    const until = performance.now();
    const rates = Object.keys(outside).map((flow) => [flow, rateOf(load.told, flow, [from, until])] as const);
    outside = Object.fromEntries(rates.filter(([flow, rate]) => Math.abs(rate / limits[flow]! - 1) >= 0.1));
  }
  return outside;
}
