import { join } from 'node:path';
import type { RunningProcess } from '../adapters/processes.ts';
import type { DevServer } from '../adapters/temporal/dev-server.ts';
import type { Children } from './children.ts';
import type { DevInput } from './dev-input.ts';
import type { LogStream } from './log-stream.ts';
import type { ChosenPorts } from './ports.ts';
import { encryptionOf, physicalNamespace, proxyFileNames, proxyFiles } from './proxy-files.ts';

/** What the tool keeps in a worker's folder. */
export const stateFolder = '.managed-worker';
const database = `${stateFolder}/dev.db`;
const proxyFolder = `${stateFolder}/dev`;
/** Of the key that seals on this machine. */
export const keyRingFile = `${proxyFolder}/${proxyFileNames.keyRing}`;

export interface LocalServersInput {
  input: DevInput;
  children: Children;
  stream: LogStream;
  signal: AbortSignal;
  ports: ChosenPorts;
  /** Logical names that are there from the start. */
  namespaces: readonly string[];
}

/** Temporal, and the proxy before it unless there is to be none. */
export class LocalServers {
  readonly #given: LocalServersInput;
  readonly #namespaces: Set<string>;
  #temporal: DevServer | undefined;
  #proxy: RunningProcess | undefined;

  private constructor(given: LocalServersInput) {
    this.#given = given;
    this.#namespaces = new Set(given.namespaces);
  }

  /** One after the other: a proxy is ready once it has reached Temporal. All the while the worker is being built. */
  static async start(given: LocalServersInput): Promise<LocalServers> {
    const servers = new LocalServers(given);
    await servers.#startTemporal();
    await servers.#startProxy();
    return servers;
  }

  /** Where workers and people connect. */
  get address(): string {
    return `localhost:${this.#given.ports.port}`;
  }

  get temporalAddress(): string {
    return this.#temporal?.address ?? '';
  }

  get uiAddress(): string {
    return this.#temporal?.uiAddress ?? '';
  }

  /** What Temporal itself calls a namespace. */
  nameOf(namespace: string): string {
    return this.#given.input.hasProxy ? physicalNamespace(namespace) : namespace;
  }

  /** Makes the namespaces that are not there yet; what they need of the proxy is in its files, so it starts anew. */
  async add(namespaces: readonly string[]): Promise<void> {
    const missing = [...new Set(namespaces)].filter((name) => !this.#namespaces.has(name));
    if (missing.length === 0) return;
    for (const name of missing) await this.#temporal?.createNamespace(this.nameOf(name));
    for (const name of missing) this.#namespaces.add(name);
    if (this.#proxy === undefined) return;
    await this.#given.children.stop([this.#proxy]);
    await this.#startProxy();
  }

  async #startTemporal(): Promise<void> {
    const { input, children, stream, signal, ports } = this.#given;
    const lines = stream.of('temporal');
    const server = await input.outside.startTemporal({
      port: ports.temporalPort,
      uiPort: ports.uiPort,
      dbFilename: join(input.root, database),
      namespaces: [...this.#namespaces].map((name) => this.nameOf(name)),
      signal,
      onLine: (line) => {
        // Its banner repeats what is said better, and what it logs while it is being stopped is noise.
        if (line.includes('level=') && !signal.aborted) lines(line);
      },
    });
    await children.add(server, 'temporal');
    children.guard('temporal', server);
    this.#temporal = server;
  }

  async #startProxy(): Promise<void> {
    const { input, children, stream, signal, ports } = this.#given;
    if (!input.hasProxy) return;
    await this.#writeProxyFiles();
    const lines = stream.of('proxy');
    const proxy = await input.outside.startProxy({
      config: join(input.root, proxyFolder, proxyFileNames.config),
      port: ports.port,
      operationsPort: ports.operationsPort,
      signal,
      onLine: (line) => {
        if (!signal.aborted) lines(line);
      },
    });
    await children.add(proxy, 'proxy');
    children.guard('proxy', proxy);
    this.#proxy = proxy;
  }

  async #writeProxyFiles(): Promise<void> {
    const { root, worker, outside } = this.#given.input;
    const namespaces = [...this.#namespaces].toSorted();
    const folder = join(root, proxyFolder);
    await outside.files.makeDirectory(folder);
    // The key has no business in a repository, whatever the worker's own list says.
    const files = { '.gitignore': '*\n', ...proxyFiles({ ...this.#given.ports, namespaces, owner: worker.owner }) };
    for (const [name, text] of Object.entries(files)) await outside.files.write(join(folder, name), text);
    await outside.ensureKeyRing({ path: join(root, keyRingFile), encryption: encryptionOf(namespaces) });
  }
}
