import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort, physical, tokens, writeConfig } from './backfill-set-up.mjs';

/**
 * Live calls beside a backfill of 10,000 starts, through the packed proxy to a real dev server. In turns, so that a busy spell hits all alike: live
 * alone, beside the backfill, and beside as many starts a second that are sent past the proxy. The last says what the server
 * itself makes of such a pace: all the proxy can do is to keep backfill to it. The dev server has one connection to its database, shares the cores
 * with everything else here and is full at a few hundred starts a second, so the limit is far below that.
 * 12 minutes; `--quick`: 1,000 starts, 90 seconds. Needs `npm run build` and the `temporal` CLI (TEMPORAL_CLI names another one).
 */
const isQuick = process.argv.includes('--quick');
const rounds = isQuick ? 2 : 10;
const perRound = isQuick ? 500 : 1_000;
const aloneFor = isQuick ? 12_000 : 20_000;
const livePerSecond = 10;
const limit = { requestsPerSecond: 120, backfillShare: 0.25 };
const backfillPerSecond = limit.requestsPerSecond * limit.backfillShare;
const bar = 1.3;
const atOnce = 60;
/** DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNAVAILABLE. */
const passing = new Set([4, 8, 14]);
const program = join(import.meta.dirname, '../../bin/temporal-platform.js');

if (process.argv[2] === 'starts') await sendStarts(JSON.parse(process.argv[3]));
else process.exitCode = await main();
process.exit();

async function main() {
  const work = mkdtempSync(join(tmpdir(), 'bench-backfill-'));
  const children = [];
  try {
    const [server, proxy, operations] = [await freePort(), await freePort(), await freePort()];
    const dev = ['server', 'start-dev', '--headless', '--port', String(server), '--namespace', physical, '--log-level', 'never'];
    children.push(spawn(process.env.TEMPORAL_CLI || 'temporal', dev, { stdio: 'ignore' }));
    writeConfig(work, { server, proxy, operations, limit });
    await untilOpen(server);
    children.push(
      spawn(process.execPath, [program, 'proxy', '--config', join(work, 'proxy.yaml')], { stdio: ['ignore', 'ignore', 'inherit'] }),
    );
    await untilReady(operations);
    const upstream = await Connection.connect({ address: `127.0.0.1:${server}` });
    return await compare({ address: `127.0.0.1:${proxy}`, server: `127.0.0.1:${server}`, upstream, children });
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(work, { recursive: true, force: true });
  }
}

async function compare({ address, server, upstream, children }) {
  const live = await liveCaller(address);
  const found = { alone: noneYet(), beside: noneYet(), past: noneYet() };
  const told = { refused: 0, seconds: 0 };
  await live.run(sleep(3_000), noneYet());
  for (let round = 0; round < rounds; round++) {
    await live.run(sleep(aloneFor), found.alone);
    const through = startsOf({ address, from: round * perRound, count: perRound }, children);
    await live.run(through, found.beside);
    const { refused, seconds } = await through;
    told.refused += refused;
    told.seconds += seconds;
    const count = Math.round((backfillPerSecond * aloneFor) / 1_000);
    await live.run(startsOf({ address: server, from: round * count, count, isPast: true }, children), found.past);
  }
  const many = rounds * perRound;
  const exist = await countOf(upstream, many);
  console.log(`backfill: ${many} starts in ${told.seconds.toFixed(0)} s, ${told.refused} refused or late and tried again, ${exist} exist`);
  const ratios = ['start', 'whole'].map((what) => report(what, found));
  const failed = Object.values(found).reduce((sum, each) => sum + each.failed, 0);
  if (failed > 0) console.log(`${failed} live calls failed`);
  return exist === many && failed === 0 && ratios.every((ratio) => ratio <= bar) ? 0 : 1;
}

function noneYet() {
  return { start: [], whole: [], failed: 0 };
}

function report(what, { alone, beside, past }) {
  const ratioOf = (values) => percentile(values[what], 0.99) / percentile(alone[what], 0.99);
  const shown = ({ [what]: values }) =>
    `p50 ${percentile(values, 0.5).toFixed(1)} ms, p99 ${percentile(values, 0.99).toFixed(1)} ms (${values.length})`;
  const ratio = ratioOf(beside);
  console.log(`${what === 'start' ? 'live start' : 'live start to completion'}: alone ${shown(alone)}`);
  console.log(`      beside backfill ${shown(beside)}: p99 ${ratio.toFixed(2)}x, bar ${bar}x ${ratio <= bar ? 'ok' : 'MISSED'}`);
  console.log(`      beside as many starts past the proxy ${shown(past)}: p99 ${ratioOf(past).toFixed(2)}x`);
  return ratio;
}

/** In a process of its own, so that the live calls' clock is theirs alone. */
async function startsOf(input, children) {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'starts', JSON.stringify(input)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let told = '';
  child.stdout.on('data', (data) => (told += data));
  await once(child, 'close');
  return JSON.parse(told);
}

/** Starts at a fixed pace, whatever becomes of those before; a worker of its own polls and completes them. */
async function liveCaller(address) {
  const { connection, service } = await connect(address, 'live');
  const taskQueue = { name: 'live' };
  const waiting = new Map();
  const poll = async () => await service.pollWorkflowTaskQueue({ namespace: 'images', taskQueue, identity: 'bench' });
  const work = async () => {
    for (;;) {
      const { taskToken, workflowExecution } = await connection.withDeadline(Date.now() + 70_000, poll).catch(noTask);
      if (taskToken.length === 0) continue;
      const complete = proto.temporal.api.enums.v1.CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION;
      const commands = [{ commandType: complete, completeWorkflowExecutionCommandAttributes: {} }];
      await service.respondWorkflowTaskCompleted({ namespace: 'images', taskToken, identity: 'bench', commands });
      waiting.get(workflowExecution.workflowId)?.();
    }
  };
  for (let index = 0; index < 10; index++) void work();
  return {
    async run(until, found) {
      const state = { isDone: false };
      void until.then(() => (state.isDone = true));
      const calls = [];
      for (let next = performance.now(); !state.isDone; next += 1_000 / livePerSecond) {
        calls.push(startOne(found));
        await sleep(Math.max(0, next + 1_000 / livePerSecond - performance.now()));
      }
      await Promise.all(calls);
    },
  };

  async function startOne(found) {
    const workflowId = randomUUID();
    const from = performance.now();
    const completed = new Promise((resolve) => waiting.set(workflowId, resolve));
    try {
      await service.startWorkflowExecution(startRequest(workflowId, taskQueue));
      found.start.push(performance.now() - from);
      await completed;
      found.whole.push(performance.now() - from);
    } catch (error) {
      found.failed += 1;
      console.log(`a live start failed: ${error.message}`);
    }
    waiting.delete(workflowId);
  }
}

/** grpc-js drops what waits longest on a connection that was told to go; workers poll again. */
function noTask(error) {
  if (!passing.has(error.code)) throw error;
  return { taskToken: [] };
}

/** Through the proxy as fast as it is let, past it at the pace the proxy would keep it to; whatever is refused or late is tried again, under the same id. */
async function sendStarts({ address, from, count, isPast = false }) {
  const { service } = isPast ? await connectPast(address) : await connect(address, 'backfill');
  const [name, namespace] = isPast ? ['past', physical] : ['backfill', 'images'];
  const begun = performance.now();
  let [next, refused] = [0, 0];
  const isStarted = async (request) => {
    try {
      await service.startWorkflowExecution(request);
      return true;
    } catch (error) {
      if (!passing.has(error.code)) throw error;
      refused += 1;
      await sleep(200);
      return false;
    }
  };
  const caller = async () => {
    while (next < count) {
      const index = next++;
      if (isPast) await sleep(Math.max(0, begun + (index * 1_000) / backfillPerSecond - performance.now()));
      const request = { ...startRequest(`${name}-${from + index}`, { name }), namespace };
      while (!(await isStarted(request)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  const told = { refused, seconds: (performance.now() - begun) / 1_000 };
  await new Promise((resolve) => process.stdout.write(JSON.stringify(told), resolve));
}

function startRequest(workflowId, taskQueue) {
  return { namespace: 'images', workflowId, requestId: randomUUID(), workflowType: { name: 'bench' }, taskQueue, identity: 'bench' };
}

/** Without the SDK's own retries, so that a refusal is seen as one. */
async function connect(address, who) {
  const connection = await Connection.connect({ address, metadata: { authorization: `Bearer ${tokens[who]}` }, interceptors: [] });
  return { connection, service: connection.workflowService };
}

/** As the proxy tells Temporal of backfill. */
async function connectPast(address) {
  const connection = await Connection.connect({ address, metadata: { 'caller-type': 'preemptable' }, interceptors: [] });
  return { service: connection.workflowService };
}

/** Visibility is told of a start a little later. */
async function countOf(connection, many) {
  const client = new Client({ connection, namespace: physical });
  for (let tries = 0; ; tries++) {
    const { count } = await client.workflow.count("TaskQueue = 'backfill'");
    if (count >= many || tries > 50) return count;
    await sleep(200);
  }
}

function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

async function untilReady(port) {
  await tryUntil(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, 'the proxy is not ready');
}

async function untilOpen(port) {
  await tryUntil(async () => {
    const connection = await Connection.connect({ address: `127.0.0.1:${port}`, connectTimeout: 500 });
    const client = new Client({ connection, namespace: physical });
    await client.workflow.count('');
    await connection.close();
    return true;
  }, 'the dev server does not come up');
}

async function tryUntil(work, complaint) {
  for (const deadline = Date.now() + 30_000; ; await sleep(100)) {
    if (await work().catch(() => false)) return;
    if (Date.now() > deadline) throw new Error(complaint);
  }
}
