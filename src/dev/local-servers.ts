import { join } from 'node:path';
import type { RunningProcess } from '../adapters/processes.ts';
import type { DevServer } from '../adapters/temporal/dev-server.ts';
import type { WorkerDocument } from '../domain/config-documents.ts';
import { configFileNames } from '../domain/read-config.ts';
import type { Children } from './children.ts';
import type { DevInput } from './dev-input.ts';
import type { LogStream } from './log-stream.ts';
import type { ChosenPorts } from './ports.ts';
import { encryptionOf, physicalNamespace, proxyFileNames, proxyFiles, type ProxyFilesInput } from './proxy-files.ts';

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
  #tokens: readonly WorkerToken[] = [];
  #temporal: DevServer | undefined;
  #proxy: RunningProcess | undefined;

  private constructor(given: LocalServersInput) {
    this.#given = given;
    this.#namespaces = new Set(given.namespaces);
  }

  /** Temporal alone, while config is made and the worker is built: what the proxy is to know of both stands in the config. */
  static async start(given: LocalServersInput): Promise<LocalServers> {
    const servers = new LocalServers(given);
    await servers.#startTemporal();
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

  /** Where the token of a worker is, by the name of its document. */
  tokenFileOf(worker: string): string | undefined {
    const isKnown = this.#proxy !== undefined && this.#tokens.some(({ name }) => name === worker);
    return isKnown ? join(this.#given.input.root, tokenFile(worker)) : undefined;
  }

  /** Makes the namespaces that are not there yet, and has the proxy know the workers; when either is new to it, it starts anew. */
  async serve(documents: readonly WorkerDocument[]): Promise<void> {
    const missing = [...new Set(documents.map(({ spec }) => spec.namespace))].filter((name) => !this.#namespaces.has(name));
    for (const name of missing) await this.#temporal?.createNamespace(this.nameOf(name));
    for (const name of missing) this.#namespaces.add(name);
    const tokens = documents.map((document) => this.#tokenOf(document));
    const isKnown = missing.length === 0 && tokens.length === this.#tokens.length && tokens.every((token) => this.#tokens.includes(token));
    this.#tokens = tokens;
    if (this.#proxy !== undefined && isKnown) return;
    if (this.#proxy !== undefined) await this.#given.children.stop([this.#proxy]);
    await this.#startProxy();
  }

  #tokenOf({ metadata: { name }, spec: { namespace } }: WorkerDocument): WorkerToken {
    const known = this.#tokens.find((token) => token.name === name && token.namespace === namespace);
    return (
      known ?? {
        name,
        namespace,
        subject: this.#given.input.callerOf({ worker: name, namespace }),
        token: this.#given.input.outside.newToken(),
      }
    );
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
    const { root, outside } = this.#given.input;
    const namespaces = [...this.#namespaces].toSorted();
    const folder = join(root, proxyFolder);
    await outside.files.makeDirectory(folder);
    // The key has no business in a repository, whatever the worker's own list says.
    const files = { '.gitignore': '*\n', ...proxyFiles(this.#proxyFilesInput(namespaces)) };
    for (const [name, text] of Object.entries(files)) await outside.files.write(join(folder, name), text);
    for (const { name, token } of this.#tokens) await outside.files.write(join(root, tokenFile(name)), token, 0o600);
    await outside.ensureKeyRing({ path: join(root, keyRingFile), encryption: encryptionOf(namespaces) });
  }

  #proxyFilesInput(namespaces: readonly string[]): ProxyFilesInput {
    const { input, ports } = this.#given;
    const { owner, namespace } = input.worker;
    return {
      ...ports,
      namespaces,
      owner,
      namespace,
      group: input.group,
      workers: this.#tokens.map(({ token, ...caller }) => ({ ...caller, sha256: input.outside.sha256(token) })),
      namespaceDocument: `../../${configFileNames.namespace}`,
    };
  }
}

interface WorkerToken {
  /** Of the Worker document. */
  readonly name: string;
  readonly namespace: string;
  readonly subject: string;
  readonly token: string;
}

function tokenFile(worker: string): string {
  return `${proxyFolder}/token-${worker}`;
}
