import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { nodePrivateFiles } from '../../src/adapters/private-files.ts';
import type { PlatformDocument } from '../../src/domain/platform.ts';
import { createRingKeys, type RingPlace } from '../../src/keys/keys.ts';
import { freePort } from './free-port.ts';
import { platformCommand } from './platform-command.ts';
import { platformFile, proxyFile, type ProxyFile } from './proxy-config.ts';

export interface ProxyWishes {
  /** `host:port` of the Temporal frontend. */
  upstream: string;
  namespaces?: readonly string[];
  payloadFlows?: { from: string; to: string; reason: string }[];
  /** Changes the config file before it is written. */
  change?: (file: ProxyFile) => ProxyFile;
  env?: Readonly<Record<string, string>>;
  /** ARN of the key that wraps data keys; absent: the ring holds keys of its own. */
  kmsKey?: string;
  /** Runs `temporal-platform`; what is made from this source when left out. */
  command?: readonly [program: string, ...args: string[]];
}

/** The proxy as operators run it: a process with a config file, on ports of its own. */
export interface ProxyProcess {
  address: string;
  operations: string;
  /** Its config, platform and key ring, for whoever changes them. */
  folder: string;
  /** All it has written, for a person. */
  log: () => string;
  get: (path: string) => Promise<{ status: number; text: string }>;
  signal: (name: NodeJS.Signals) => void;
  hasEnded: () => boolean;
  /** Its exit code. */
  ended: () => Promise<number | null>;
  residentBytes: () => number;
  /** Writes its config again; it notices by itself, or by SIGHUP. */
  rewrite: (change: (file: ProxyFile) => ProxyFile) => Promise<void>;
  close: () => Promise<void>;
}

const namespacesOfTrials = ['images', 'videos'];

export async function startProxy(wishes: ProxyWishes): Promise<ProxyProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'proxy-'));
  const { upstream, namespaces = namespacesOfTrials, payloadFlows } = wishes;
  const platform = platformFile({ upstream, namespaces, ...(payloadFlows === undefined ? {} : { payloadFlows }) });
  await writeFile(join(folder, 'platform.yaml'), textOf(platform));
  await makeRing(join(folder, 'ring.yaml'), platform, wishes.kmsKey);
  const proxy = await startIn(folder, wishes);
  return {
    ...proxy,
    async close() {
      await proxy.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Another one with the same keys, platform and callers. */
export async function startReplica(proxy: ProxyProcess, wishes: Partial<ProxyWishes> = {}): Promise<ProxyProcess> {
  return await startIn(proxy.folder, { upstream: '', ...wishes });
}

async function makeRing(path: string, { spec: { encryption } }: PlatformDocument, kmsKey: string | undefined): Promise<void> {
  if (encryption === undefined) return;
  const lock: RingPlace['lock'] = { take: async () => Promise.resolve({ kind: 'taken' }), release: async () => Promise.resolve() };
  const now = Math.floor(Date.now() / 1000) * 1000;
  const options = { encryption, now, activateAt: now, provider: kmsKey && 'kms', reference: kmsKey };
  await createRingKeys({ path, files: nodePrivateFiles, lock, signal: new AbortController().signal }, 'all', options);
}

async function startIn(folder: string, wishes: ProxyWishes): Promise<ProxyProcess> {
  const { namespaces = namespacesOfTrials, change = (file: ProxyFile) => file, env = {} } = wishes;
  const [address, operations] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const config = join(folder, `proxy-${address.split(':')[1] ?? ''}.yaml`);
  const original = change(proxyFile({ listen: address, operations, namespaces }));
  await writeFile(config, textOf(original));
  const [program, ...args] = wishes.command ?? (await platformCommand());
  const child = spawn(program, [...args, 'proxy', '--config', config], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => lines.push(data.toString()));
  const exit = once(child, 'close');
  const proxy: ProxyProcess = {
    address,
    operations,
    folder,
    log: () => lines.join(''),
    async get(path) {
      const response = await fetch(`http://${operations}${path}`);
      return { status: response.status, text: await response.text() };
    },
    signal: (name) => void child.kill(name),
    hasEnded: () => hasEnded(child),
    async ended() {
      await exit;
      return child.exitCode;
    },
    residentBytes: () => residentBytes(child),
    async rewrite(further) {
      await writeFile(config, textOf(further(original)));
    },
    async close() {
      if (!hasEnded(child)) child.kill('SIGKILL');
      await exit;
    },
  };
  await untilReady(proxy);
  return proxy;
}

/** The tool's own files take no aliases. */
function textOf(document: object): string {
  return stringify(document, { aliasDuplicateObjects: false });
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Nothing when it has gone. Source: proc(5), VmRSS in kB. */
function residentBytes({ pid = 0 }: ChildProcess): number {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

async function untilReady(proxy: ProxyProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await proxy.get('/readyz').catch(() => undefined);
    if (answer?.status === 200) return;
    if (proxy.hasEnded() || Date.now() > deadline) {
      await proxy.close();
      throw new Error(`the proxy is not ready: ${answer?.text ?? 'no answer'}\n${proxy.log()}`);
    }
    await sleep(50);
  }
}
