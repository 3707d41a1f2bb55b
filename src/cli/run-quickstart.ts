import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { storedInputMetadata } from '../adapters/temporal/stored-payload.ts';
import { findTemporal } from '../adapters/temporal/find-temporal.ts';
import { dev, type RunningLoop } from '../dev/dev.ts';
import type { Language } from '../domain/managed-worker.ts';
import { sealedIn } from '../keys/keys.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { Deps } from './deps.ts';
import { devInput } from './dev-input.ts';
import { runNew } from './new/run-new.ts';

export interface QuickstartFlags {
  language: Language;
  once: boolean;
  port?: number;
  uiPort?: number;
}

const workerName = 'hello-worker';

/** `new`, then `dev`, then the sample: what a person would type one after the other, with the time it took. */
export async function runQuickstart(deps: Deps, directory: string | undefined, flags: QuickstartFlags): Promise<void> {
  const begun = Date.now();
  const target =
    directory === undefined ? join(tmpdir(), `temporal-quickstart-${randomUUID().slice(0, 8)}`, workerName) : resolve(deps.cwd, directory);
  refuseInside(target, deps.tool.root);
  try {
    await play(deps, { target, flags, begun });
    deps.terminal.talk(
      directory === undefined && flags.once ? '' : `  The worker is in ${target}; \`npx ${deps.tool.name} dev\` there starts it again.`,
    );
  } finally {
    if (directory === undefined && flags.once) await deps.files.remove(join(target, '..'));
  }
}

interface Play {
  target: string;
  flags: QuickstartFlags;
  begun: number;
}

async function play(deps: Deps, { target, flags, begun }: Play): Promise<void> {
  const { terminal } = deps;
  const seconds = () => `${((Date.now() - begun) / 1000).toFixed(0)} s`;
  const { path: temporal, version, from } = await findTemporal(deps);
  terminal.talk(`  ✔ Temporal CLI ${version} (${from}, ${seconds()})`);
  await runNew(deps, target, { name: workerName, owner: 'team-hello', language: flags.language, yes: true, install: true, git: false });
  terminal.talk(`\n  Starting Temporal, the proxy and the worker (${seconds()} so far)`);

  const finished = new AbortController();
  const signal = AbortSignal.any([deps.signal, finished.signal]);
  const input = await devInput({ ...deps, signal }, target, flags);
  await dev({
    ...input,
    onReady: async (running) => {
      const { result, workflowId } = await runSample(deps, { ...input, running, signal });
      terminal.print(result);
      terminal.talk(`\n  ✔ the sample workflow ended ${seconds()} after the start`);
      for (const line of await describeStored(deps, { running, workflowId, signal, temporal })) terminal.talk(line);
      terminal.talk(`  UI ${running.ui}`);
      if (flags.once) finished.abort();
      else terminal.talk(`  Everything runs on until Ctrl-C.\n`);
    },
  });
  if (deps.signal.aborted && flags.once)
    throw new ToolError('INTERRUPTED', 'stopped before the result', { hint: 'Nothing of it is left running.' });
}

interface Sample {
  root: string;
  running: RunningLoop;
  signal: AbortSignal;
}

interface SampleRun {
  result: string;
  workflowId: string | undefined;
}

async function runSample({ processes }: Deps, { root, running, signal }: Sample): Promise<SampleRun> {
  const { command, args, env } = running.startWorkflow;
  const { exitCode, stdout, stderr } = await processes.run(command, args, { cwd: root, env, signal, timeout: 120_000 });
  if (exitCode === 0) return { result: stdout.trimEnd(), workflowId: /^started (\S+)$/m.exec(stderr)?.[1] };
  throw new ToolError('CHILD_DIED', `the sample workflow (${[command, ...args].join(' ')}) did not end well`, {
    problems: stderr
      .trim()
      .split('\n')
      .map((message) => ({ message })),
    hint: 'Everything was stopped; the worker stays where it is.',
  });
}

interface Stored extends Omit<Sample, 'root'> {
  workflowId: string | undefined;
  /** Path of its CLI. */
  temporal: string;
}

/** What Temporal itself has of the sample's input: proof that it is sealed. */
async function describeStored(deps: Deps, { running, workflowId, signal, temporal }: Stored): Promise<string[]> {
  if (workflowId === undefined) return [];
  const where = { ...running.temporal, workflowId };
  const metadata = await storedInputMetadata({ binary: temporal, processes: deps.processes, signal, ...where });
  if (metadata === undefined) return [];
  const domain = sealedIn(metadata);
  return [`  stored in Temporal: ${metadata['encoding'] ?? 'no encoding'}${domain === undefined ? '' : `, key domain ${domain}`}`];
}

/** A worker in the checkout would be built, linted and packed with it. */
function refuseInside(target: string, root: string): void {
  const path = relative(root, target);
  if (path.startsWith('..')) return;
  throw new ToolError('TARGET_INVALID', `${target} lies inside this checkout`, {
    hint: 'Name a folder outside of it, or none. Nothing was written.',
  });
}
