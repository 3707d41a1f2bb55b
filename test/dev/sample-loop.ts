import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished } from 'vitest';
import { nodeFiles } from '../../src/adapters/files.ts';
import { startLocalProxy } from '../../src/adapters/local-proxy.ts';
import { releaseLock, takeLock, thisProcess } from '../../src/adapters/lock-folder.ts';
import { nextFreePort } from '../../src/adapters/ports.ts';
import { nodeProcesses, type Processes } from '../../src/adapters/processes.ts';
import { startDevServer } from '../../src/adapters/temporal/dev-server.ts';
import { newToken, sha256 } from '../../src/adapters/tokens.ts';
import { watchFiles } from '../../src/adapters/watch-files.ts';
import { ensureKeyRing } from '../../src/cli/dev-key-ring.ts';
import { dev, type DevInput, type RunningLoop } from '../../src/dev/dev.ts';
import type { ManagedWorker } from '../../src/domain/managed-worker.ts';
import { freePort } from '../support/free-port.ts';
import { imageRender } from '../support/image-render.ts';
import { platformCommand } from '../support/platform-command.ts';
import { isRunning } from '../support/running.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { requireTool } from '../support/tools.ts';

const worker: ManagedWorker = { apiVersion: 'managed-temporal.dev/v1', kind: 'ManagedWorker', ...imageRender, regions: ['eu'] };

const header = 'apiVersion: managed-temporal.dev/v1';

export function workerDocuments(...names: string[]): string {
  return names
    .map(
      (name) => `${header}
kind: Worker
metadata: { name: ${name}, owner: team-images, tier: 1 }
spec:
  namespace: ${name === 'elsewhere' ? 'other-namespace' : 'images'}
  manifests: kubernetes@1.1.0
  taskQueues: [{ name: ${name}, activities: [render] }]
  scaling: { workflowSlots: 1, activitySlots: 1, pollers: { minimum: 1, initial: 1, maximum: 1 }, replicas: { minimum: 1, maximum: 1 }, signal: slots, slotUtilisation: 0.7, scaleDownWindow: 5m, shutdownGrace: 60s }
  resources: { cpu: '1', memory: 1Gi }
  versioning: none
`,
    )
    .join('---\n');
}

/** Stands for a worker: says what a real one says, and does what a test asks of it. */
export function workerScript(body = ''): string {
  return `
    const say = (message, more = {}) => console.log(JSON.stringify({ time: new Date().toISOString(), level: 'INFO', message, worker: process.env.WORKER_NAME, ...more }));
    process.on('SIGTERM', () => { say('worker stopped'); process.exit(0); });
    setInterval(() => 0, 1000);
    say('worker starting', { pid: process.pid, address: process.env.TEMPORAL_ADDRESS, namespace: process.env.TEMPORAL_NAMESPACE, key: process.env.TEMPORAL_API_KEY });
    ${body}
    say('worker ready', { taskQueues: ['a'] });`;
}

const build = `
  const { mkdirSync, copyFileSync, readFileSync } = require('node:fs');
  if (readFileSync('src/main.js', 'utf8').includes('does not build')) { console.error('src/main.js:1: it does not build'); process.exit(1); }
  mkdirSync('dist/src', { recursive: true });
  copyFileSync('src/main.js', 'dist/src/main.js');`;

export const sampleTree = (script = workerScript(), documents = workerDocuments('image-render')) => ({
  'package.json': JSON.stringify({ name: 'sample', private: true, scripts: { build: 'node build.cjs' } }),
  'build.cjs': build,
  'node_modules/.keep': '',
  'src/main.js': script,
  'config/namespace.yaml': `${header}
kind: Namespace
metadata: { name: images, owner: team-images }
spec: { retention: 14d, environments: [staging], regions: [eu], rateLimits: { actionsPerSecond: 1, requestsPerSecond: 1 }, access: [] }
`,
  'config/workflows.yaml': '',
  'config/workers.yaml': documents,
});

export interface SampleLoop {
  root: string;
  lines: string[];
  /** Pids said by the workers that were started, in order. */
  workerPids: () => number[];
  /** Pids of everything that was started, builds included. */
  pids: number[];
  serverPid: number | undefined;
  /** Of every proxy that was started, in order. */
  proxyPids: number[];
  running: RunningLoop | undefined;
  ended: Promise<void>;
  stop: () => void;
  until: (text: string | RegExp, count?: number) => Promise<void>;
  save: (path: string, content: string) => Promise<void>;
}

export async function startLoop(tree: Record<string, string> = sampleTree(), over: Partial<DevInput> = {}): Promise<SampleLoop> {
  const binary = requireTool('temporal') ?? '';
  const root = over.root ?? (await temporaryFolder(tree));
  const interrupt = new AbortController();
  const lines: string[] = [];
  const pids: number[] = [];
  const processes: Processes = {
    ...nodeProcesses,
    start: async (command, args, options) => {
      const child = await nodeProcesses.start(command, args, options);
      pids.push(child.pid ?? 0);
      return child;
    },
  };
  const fail = new AbortController();
  const sample: SampleLoop = {
    root,
    lines,
    pids,
    serverPid: undefined,
    proxyPids: [],
    running: undefined,
    workerPids: () => lines.flatMap((line) => /worker starting.* pid=(\d+)/.exec(line)?.[1] ?? []).map(Number),
    ended: Promise.resolve(),
    stop: () => interrupt.abort(),
    async until(text, count = 1) {
      const matches = () => lines.filter((line) => (typeof text === 'string' ? line.includes(text) : text.test(line))).length;
      for (let tries = 0; tries < 600 && matches() < count; tries += 1) {
        fail.signal.throwIfAborted();
        await wait(50);
      }
      expect(matches(), `${String(text)} in\n${lines.join('\n')}`).toBeGreaterThanOrEqual(count);
    },
    async save(path, content) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    },
  };
  sample.ended = dev({
    root,
    worker,
    callerOf: ({ worker: name, namespace }) => `${namespace}/${name}`,
    group: worker.owner,
    ports: { port: await freePort(), uiPort: await freePort() },
    hasProxy: true,
    outside: {
      files: nodeFiles,
      processes,
      startTemporal: async (options) => {
        const server = await startDevServer({ ...options, processes, binary });
        sample.serverPid = server.pid;
        return server;
      },
      startProxy: async (options) => {
        const proxy = await startLocalProxy({ ...options, processes, command: await platformCommand() });
        sample.proxyPids.push(proxy.pid ?? 0);
        return proxy;
      },
      ensureKeyRing: async (ring) => await ensureKeyRing({ cwd: root, files: nodeFiles, signal: interrupt.signal }, ring),
      nextFreePort,
      watchFiles,
      newToken,
      sha256,
      lock: {
        take: (folder) => takeLock(nodeFiles, folder, thisProcess),
        release: (folder) => releaseLock(nodeFiles, folder, thisProcess),
      },
    },
    print: (line) => lines.push(line),
    hasColour: false,
    signal: interrupt.signal,
    makeConfig: () => Promise.resolve([]),
    onReady: async (running) => {
      sample.running = running;
      await Promise.resolve();
    },
    ...over,
  });
  sample.ended.catch((error: unknown) => fail.abort(error));
  onTestFinished(async () => {
    interrupt.abort();
    await sample.ended.catch(() => undefined);
    expect(pids.filter(isRunning)).toEqual([]);
  });
  return sample;
}
