import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Runtime } from '@temporalio/worker';
import { medianOf, report } from './measure.mjs';

// From the start of a worker's process to the first workflow's result: a generated worker against one written by hand.
const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const work = mkdtempSync(join(tmpdir(), 'bench-worker-'));
const rounds = Number(process.argv[2] ?? 21);
const namespace = 'bench';
/** The kernel counts CPU in hundredths of a second, on every Linux that Node runs on. */
const ticksPerSecond = 100;

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
const binary = process.env.TEMPORAL_CLI ?? execFileSync('sh', ['-c', 'command -v temporal'], { encoding: 'utf8' }).trim();
const server = await TestWorkflowEnvironment.createLocal({
  server: { executable: { type: 'existing-path', path: binary }, namespace, ip: '127.0.0.1' },
});
let isKept = false;
try {
  const variants = { generated: generatedWorker(), bare: await bareWorker() };
  isKept = await compare(variants);
} finally {
  await server.teardown();
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = isKept ? 0 : 1;

async function compare(variants) {
  const runs = { generated: [], bare: [] };
  for (let round = -1; round < rounds; round += 1) {
    // Whoever runs first in a round has no advantage over all rounds; the one before the first warms the caches.
    const order = round % 2 === 0 ? ['generated', 'bare'] : ['bare', 'generated'];
    for (const name of order) {
      const run = await firstResult(variants[name], `${name}-${round}`);
      if (round >= 0) runs[name].push(run);
    }
  }
  const median = (name, what) => medianOf(runs[name].map((run) => run[what]));
  const verdicts = ['cpu', 'wall'].map((what) =>
    report(`start to first result, ${what}, generated against bare, ${rounds} rounds`, {
      value: median('generated', what),
      base: median('bare', what),
      bar: 1.25,
    }),
  );
  // Wall time depends on what else the machine does; the bar is on CPU.
  return verdicts[0];
}

/** Made by the tool from this checkout, built as its image builds it, with this project's packages as its own. */
function generatedWorker() {
  const folder = join(work, 'generated');
  const tool = join(root, 'bin/gen-temporal-managed-worker.js');
  const flags = ['--name', 'bench-worker', '--owner', 'team-bench', '--tier', '1', '--yes', '--no-install', '--no-git'];
  execFileSync(process.execPath, [tool, 'new', folder, ...flags], { stdio: 'pipe' });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  execFileSync(process.execPath, ['sdk/build.mjs'], { cwd: folder, stdio: 'pipe' });
  return { cwd: folder, entry: 'dist/src/main.js' };
}

async function bareWorker() {
  const folder = join(work, 'bare');
  cpSync(join(here, 'bare-worker'), folder, { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const { code } = await bundleWorkflowCode({ workflowsPath: join(folder, 'workflows.mjs'), logger: new DefaultLogger('ERROR') });
  writeFileSync(join(folder, 'workflow-bundle.js'), code);
  return { cwd: folder, entry: 'main.mjs' };
}

/** Seconds of wall and of CPU until a workflow that waits for a worker has its result. */
async function firstResult({ cwd, entry }, workflowId) {
  const client = new Client({ connection: server.connection, namespace });
  const run = await client.workflow.start('Greet', { taskQueue: 'greetings', workflowId, args: [{ names: ['Ada'] }] });
  const [HEALTH_PORT, METRICS_PORT] = [await freePort(), await freePort()].map(String);
  const env = { PATH: process.env.PATH, TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: namespace, HEALTH_PORT, METRICS_PORT };
  const began = performance.now();
  const worker = spawn(process.execPath, [entry], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [worker.stdout, worker.stderr]) stream.on('data', (chunk) => said.push(chunk));
  const ended = once(worker, 'exit');
  const died = ended.then(() => Promise.reject(new Error(`the worker in ${cwd} ended before the result:\n${said.join('')}`)));
  try {
    const { greetings } = await Promise.race([run.result(), died]);
    if (greetings[0] !== 'Hello, Ada!') throw new Error(`not the result: ${JSON.stringify(greetings)}`);
    const wall = (performance.now() - began) / 1000;
    return { wall, cpu: cpuSecondsOf(worker.pid) };
  } finally {
    died.catch(() => undefined);
    worker.kill('SIGTERM');
    await ended;
  }
}

function cpuSecondsOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const [user, system] = [fields[11], fields[12]].map(Number);
  return (user + system) / ticksPerSecond;
}

async function freePort() {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address();
  taken.close();
  return port;
}
