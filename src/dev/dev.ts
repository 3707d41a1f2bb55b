import { join } from 'node:path';
import { ToolError } from '../errors/tool-error.ts';
import { aborted } from './aborted.ts';
import { Children } from './children.ts';
import type { DevInput, RunningLoop } from './dev-input.ts';
import { isIgnored, localWorker, watched } from './languages.ts';
import { LocalLoop } from './local-loop.ts';
import { keyRingFile, stateFolder, type LocalServers } from './local-servers.ts';
import { choosePorts, defaultPorts } from './ports.ts';

export type { DevInput, DevOutside, KeyRingInput, RunningLoop } from './dev-input.ts';

/**
 * Runs Temporal, the proxy and the worker on this machine until `signal` is aborted, and makes the worker anew whenever a file is
 * saved. Throws when one of its processes dies. Either way nothing of it runs when this returns.
 */
export async function dev(input: DevInput): Promise<void> {
  await refuseWithoutInstall(input);
  const release = await lock(input);
  const ending = new AbortController();
  const signal = AbortSignal.any([input.signal, ending.signal]);
  const children = new Children();
  const loop = new LocalLoop(input, children, signal);
  const life = live(input, loop, { children, signal });
  try {
    await Promise.race([life, children.failed, aborted(signal)]);
  } catch (error) {
    if (!input.signal.aborted) throw error;
  } finally {
    ending.abort();
    await children.close();
    await Promise.allSettled([life, loop.settled()]);
    // What was starting while the others were being stopped.
    await children.close();
    await release();
  }
}

interface Ends {
  children: Children;
  signal: AbortSignal;
}

async function live(input: DevInput, loop: LocalLoop, { children, signal }: Ends): Promise<void> {
  const { root, outside } = input;
  const ports = await choosePorts({ wanted: input.ports, hasProxy: input.hasProxy, nextFreePort: outside.nextFreePort });
  for (const sentence of ports.moved) loop.say(sentence);
  const servers = await loop.start(ports);
  const running = describeLoop(input, servers);
  for (const line of welcome(running, input)) loop.say(line);
  input.onReady?.(running).catch((error: unknown) => children.fail(error));
  await outside.watchFiles({ root, paths: watched, ignores: isIgnored, onChange: (paths) => loop.reload(paths), signal });
}

function describeLoop({ worker }: DevInput, servers: LocalServers): RunningLoop {
  const { address, temporalAddress, uiAddress } = servers;
  const isDefault = address === `localhost:${defaultPorts.port}`;
  const namespace = servers.nameOf(worker.namespace);
  return {
    address,
    temporal: { address: temporalAddress, namespace },
    ui: `${uiAddress}/namespaces/${namespace}/workflows`,
    startWorkflow: { ...localWorker(worker).startWorkflow, env: isDefault ? {} : { TEMPORAL_ADDRESS: address } },
  };
}

function welcome({ address, temporal, ui, startWorkflow }: RunningLoop, { hasProxy }: DevInput): string[] {
  const { command, args, env } = startWorkflow;
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const words = [...variables, command, ...args.filter((arg) => arg !== '--silent')];
  return [
    ...(hasProxy ? [`proxy ${address}, which seals every payload with the key in ${keyRingFile}`] : []),
    `Temporal ${temporal.address}, its state in ${stateFolder}/dev.db`,
    `UI ${ui}`,
    `ready: save a file and the worker reloads; \`${words.join(' ')}\` runs the sample; Ctrl-C stops everything`,
  ];
}

async function refuseWithoutInstall({ root, worker, outside }: DevInput): Promise<void> {
  const { path, install } = localWorker(worker).installed;
  if ((await outside.files.kindOf(join(root, path))) !== undefined) return;
  throw new ToolError('TOOLCHAIN_MISSING', `the worker's dependencies are not installed: there is no ${path} in ${root}`, {
    hint: `Run \`${install}\` in that folder. Nothing was started.`,
  });
}

/** Two loops over one database file would spoil it. */
async function lock({ root, outside }: DevInput): Promise<() => Promise<void>> {
  // Its name lets the same line of `.gitignore` hide it.
  const folder = join(root, stateFolder, 'dev.db.lock');
  const outcome = await outside.lock.take(folder);
  if (outcome.kind === 'taken') return () => outside.lock.release(folder);
  const { pid, host } = outcome.holder;
  throw new ToolError('TARGET_BUSY', `\`dev\` runs in ${root} already (process ${pid} on ${host})`, {
    hint: `Use that one, or stop it first; if there is none, delete ${folder}. Nothing was started.`,
  });
}
