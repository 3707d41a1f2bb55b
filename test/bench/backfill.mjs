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
 * Live calls beside a backfill of 10,000 starts, through the packed proxy to a real dev server: live alone, beside the backfill, alone again.
 * The dev server shares the cores with everything else here and is full at a few hundred starts a second. So the limit is
 * far below that: what is measured is whether the proxy keeps backfill to what it may have, not how much the server bears.
 * `--quick`: 1,000 starts. Needs `npm run build` and the `temporal` CLI (TEMPORAL_CLI names another one).
 */
const isQuick = process.argv.includes('--quick');
const many = isQuick ? 1_000 : 10_000;
const aloneFor = isQuick ? 10_000 : 30_000;
const livePerSecond = 10;
const limit = { requestsPerSecond: 120, backfillShare: 0.4 };
const bar = 1.3;
const atOnce = 60;
const program = join(import.meta.dirname, '../../bin/temporal-platform.js');

if (process.argv[2] === 'backfill') await backfill(process.argv[3], Number(process.argv[4]));
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
    return await compare({ address: `127.0.0.1:${proxy}`, upstream, children });
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(work, { recursive: true, force: true });
  }
}

async function compare({ address, upstream, children }) {
  const live = await liveCaller(address);
  await live.run(sleep(3_000));
  const before = await live.run(sleep(aloneFor));
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'backfill', address, String(many)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let told = '';
  child.stdout.on('data', (data) => (told += data));
  const beside = await live.run(once(child, 'close'));
  const after = await live.run(sleep(aloneFor));
  const { refused, seconds } = JSON.parse(told);
  const exist = await countOf(upstream);
  const alone = { start: [...before.start, ...after.start], whole: [...before.whole, ...after.whole] };
  console.log(`backfill: ${many} starts in ${seconds.toFixed(0)} s, ${refused} refused and tried again, ${exist} exist`);
  const ratios = Object.keys(alone).map((what) => report(what, { alone: alone[what], beside: beside[what] }));
  const failed = before.failed + beside.failed + after.failed;
  if (failed > 0) console.log(`${failed} live calls failed`);
  return exist === many && failed === 0 && ratios.every((ratio) => ratio <= bar) ? 0 : 1;
}

function report(what, { alone, beside }) {
  const ratio = percentile(beside, 0.99) / percentile(alone, 0.99);
  const shown = (values) =>
    `p50 ${percentile(values, 0.5).toFixed(1)} ms, p99 ${percentile(values, 0.99).toFixed(1)} ms (${values.length})`;
  console.log(`${what === 'start' ? 'live start' : 'live start to completion'}: alone ${shown(alone)}; beside backfill ${shown(beside)}`);
  console.log(`      p99 ${ratio.toFixed(2)}x, bar ${bar}x ${ratio <= bar ? 'ok' : 'MISSED'}`);
  return ratio;
}

/** Starts at a fixed pace, whatever becomes of those before; a worker of its own polls and completes them. */
async function liveCaller(address) {
  const { connection, service } = await connect(address, 'live');
  const taskQueue = { name: 'live' };
  const waiting = new Map();
  const poll = () => service.pollWorkflowTaskQueue({ namespace: 'images', taskQueue, identity: 'bench' });
  const work = async () => {
    for (;;) {
      const { taskToken, workflowExecution } = await connection.withDeadline(Date.now() + 70_000, poll);
      if (taskToken.length === 0) continue;
      const complete = proto.temporal.api.enums.v1.CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION;
      const commands = [{ commandType: complete, completeWorkflowExecutionCommandAttributes: {} }];
      await service.respondWorkflowTaskCompleted({ namespace: 'images', taskToken, identity: 'bench', commands });
      waiting.get(workflowExecution.workflowId)?.();
    }
  };
  for (let index = 0; index < 10; index++) void work();
  return {
    async run(until) {
      const found = { start: [], whole: [], failed: 0 };
      const state = { isDone: false };
      void until.then(() => (state.isDone = true));
      const calls = [];
      for (let next = performance.now(); !state.isDone; next += 1_000 / livePerSecond) {
        calls.push(startOne(found));
        await sleep(Math.max(0, next + 1_000 / livePerSecond - performance.now()));
      }
      await Promise.all(calls);
      return found;
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

/** As fast as it is let; whatever is refused is tried again, under the same id. */
async function backfill(address, total) {
  const { service } = await connect(address, 'backfill');
  const from = performance.now();
  let [next, refused] = [0, 0];
  const isStarted = async (request) => {
    try {
      await service.startWorkflowExecution(request);
      return true;
    } catch (error) {
      if (error.code !== 8) throw error;
      refused += 1;
      await sleep(200);
      return false;
    }
  };
  const caller = async () => {
    while (next < total) {
      const request = startRequest(`backfill-${next++}`, { name: 'backfill' });
      while (!(await isStarted(request)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  await new Promise((resolve) => process.stdout.write(JSON.stringify({ refused, seconds: (performance.now() - from) / 1_000 }), resolve));
}

function startRequest(workflowId, taskQueue) {
  return { namespace: 'images', workflowId, requestId: randomUUID(), workflowType: { name: 'bench' }, taskQueue, identity: 'bench' };
}

/** Without the SDK's own retries, so that a refusal is seen as one. */
async function connect(address, who) {
  const connection = await Connection.connect({ address, metadata: { authorization: `Bearer ${tokens[who]}` }, interceptors: [] });
  return { connection, service: connection.workflowService };
}

/** Visibility is told of a start a little later. */
async function countOf(connection) {
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
