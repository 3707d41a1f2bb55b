import { join } from 'node:path';
import type { WorkerDocument } from '../domain/config-documents.ts';
import { configFileNames, readConfig } from '../domain/read-config.ts';
import { describeError } from '../errors/describe.ts';
import { ToolError } from '../errors/tool-error.ts';
import { childDied, type Children, howItEnded } from './children.ts';
import type { DevInput } from './dev-input.ts';
import { LocalServers } from './local-servers.ts';
import { type LocalWorker, localWorker } from './languages.ts';
import { LogStream } from './log-stream.ts';
import type { ChosenPorts } from './ports.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

/** Temporal, the proxy and the worker of one project, and what happens to them when its files change. */
export class LocalLoop {
  readonly #input: DevInput;
  readonly #children: Children;
  readonly #stream: LogStream;
  readonly #local: LocalWorker;
  readonly #signal: AbortSignal;
  #servers: LocalServers | undefined;
  #workers: WorkerProcess[] = [];
  #starting: Promise<unknown> = Promise.resolve();

  constructor(input: DevInput, children: Children, signal: AbortSignal) {
    this.#input = input;
    this.#children = children;
    this.#signal = signal;
    this.#stream = new LogStream(input);
    this.#local = localWorker(input.worker);
  }

  say(text: string): void {
    this.#stream.of('dev')(text);
  }

  /** Starts everything once; whatever goes wrong here ends the loop. */
  async start(ports: ChosenPorts): Promise<LocalServers> {
    const starting = [this.#startTemporal(ports), this.#make()] as const;
    this.#starting = Promise.allSettled(starting);
    const [servers] = await Promise.all(starting);
    const started = await this.#startWorkers(servers);
    for (const { name, process, started: outcome } of started) {
      const result = await outcome;
      if (result.kind === 'ended') throw childDied(`worker ${name}`, result.result);
      this.#children.guard(`worker ${name}`, process);
    }
    return servers;
  }

  /** Resolves when nothing is being started any more, even if one part of the start has failed before another. */
  async settled(): Promise<void> {
    await this.#starting;
  }

  /** Makes the worker anew from changed files. The old one runs until the new one has been made; problems are shown, and the loop goes on. */
  async reload(paths: readonly string[]): Promise<void> {
    if (this.#servers === undefined || this.#signal.aborted) return;
    const begun = Date.now();
    this.say(`${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''} changed`);
    try {
      await this.#make();
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      if (this.#signal.aborted) return;
      this.#stream.of(error.code === 'CHILD_DIED' ? 'build' : 'config')(describeError(error));
      this.say('the worker runs on as it was; save again when it is mended');
      return;
    }
    await this.#stopWorkers();
    const started = await this.#startWorkers(this.#servers);
    void this.#announce(started, begun);
  }

  async #startTemporal(ports: ChosenPorts): Promise<LocalServers> {
    const namespaces = await this.#committedNamespaces();
    const shared = { input: this.#input, children: this.#children, stream: this.#stream, signal: this.#signal };
    this.#servers = await LocalServers.start({ ...shared, ports, namespaces });
    return this.#servers;
  }

  /** Config from the code, then the build. */
  async #make(): Promise<void> {
    const written = await this.#input.makeConfig();
    if (written.length > 0) this.#stream.of('config')(`wrote ${written.join(', ')}`);
    const { build } = this.#local;
    if (build === undefined || this.#signal.aborted) return;
    const { processes } = this.#input.outside;
    const lines: string[] = [];
    const result = await processes.run(build.command, build.args, {
      cwd: this.#input.root,
      signal: this.#signal,
      onLine: (line) => lines.push(line),
    });
    if (result.exitCode === 0) return;
    throw new ToolError('CHILD_DIED', `the build (${[build.command, ...build.args].join(' ')}) ended ${howItEnded(result.exitCode)}`, {
      problems: lines.filter((line) => line.trim() !== '').map((message) => ({ message })),
      hint: 'Mend what it says.',
    });
  }

  async #startWorkers(servers: LocalServers): Promise<WorkerProcess[]> {
    const documents = await this.#readWorkers();
    await servers.serve(documents);
    const { root, outside } = this.#input;
    for (const document of documents) {
      if (this.#signal.aborted) break;
      const name = documents.length === 1 ? 'worker' : document.metadata.name;
      const log = this.#stream.of(name);
      const started = await startWorker({
        root,
        document,
        local: this.#local,
        address: servers.address,
        tokenFile: servers.tokenFileOf(document.metadata.name),
        processes: outside.processes,
        log,
      });
      this.#workers.push(started);
      await this.#children.add(started.process, 'worker');
    }
    return [...this.#workers];
  }

  async #stopWorkers(): Promise<void> {
    const stopping = this.#workers;
    this.#workers = [];
    await this.#children.stop(stopping.map(({ process }) => process));
  }

  /** A worker that does not come up after a change is the change's fault: the loop waits for the next one. */
  async #announce(workers: readonly WorkerProcess[], begun: number): Promise<void> {
    const outcomes = await Promise.all(workers.map(async (worker) => ({ worker, outcome: await worker.started })));
    for (const { worker, outcome } of outcomes) {
      if (!this.#workers.includes(worker) || this.#signal.aborted) return;
      if (outcome.kind === 'ready') this.#children.guard(`worker ${worker.name}`, worker.process);
      else this.say(`worker ${worker.name} ended ${howItEnded(outcome.result.exitCode)} before it was ready; mend it and save`);
    }
    if (outcomes.every(({ outcome }) => outcome.kind === 'ready')) this.say(`reloaded in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  }

  /** What the config says before it is made anew; most often that is what it says afterwards. */
  async #committedNamespaces(): Promise<string[]> {
    const documents = await this.#readWorkers().catch((error: unknown) => {
      if (error instanceof ToolError) return [];
      throw error;
    });
    return [...new Set([this.#input.worker.namespace, ...documents.map(({ spec }) => spec.namespace)])];
  }

  async #readWorkers(): Promise<readonly WorkerDocument[]> {
    const { root, outside } = this.#input;
    const read = async (name: keyof typeof configFileNames) => (await outside.files.readText(join(root, configFileNames[name]))) ?? '';
    return readConfig({ namespace: await read('namespace'), workflows: await read('workflows'), workers: await read('workers') }).workers;
  }
}
