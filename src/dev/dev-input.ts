import type { Files } from '../adapters/files.ts';
import type { LockOutcome } from '../adapters/lock-folder.ts';
import type { LocalProxyOptions } from '../adapters/local-proxy.ts';
import type { Processes, RunningProcess } from '../adapters/processes.ts';
import type { DevServer, DevServerOptions } from '../adapters/temporal/dev-server.ts';
import type { WatchInput } from '../adapters/watch-files.ts';
import type { ManagedWorker } from '../domain/managed-worker.ts';
import type { PlatformEncryption } from '../domain/platform.ts';
import type { WantedPorts } from './ports.ts';

/** What the loop needs of this machine. */
export interface DevOutside {
  files: Files;
  processes: Processes;
  /** Finds Temporal and starts it. */
  startTemporal: (options: Omit<DevServerOptions, 'binary' | 'processes'>) => Promise<DevServer>;
  startProxy: (options: Omit<LocalProxyOptions, 'command' | 'processes'>) => Promise<RunningProcess>;
  /** Makes the key ring, or adds what it lacks; what is in it stays, so that what was sealed with it stays readable. */
  ensureKeyRing: (input: KeyRingInput) => Promise<void>;
  nextFreePort: (start: number, taken: readonly number[]) => Promise<number | undefined>;
  /** A secret that nobody guesses. */
  newToken: () => string;
  /** In hexadecimal digits. */
  sha256: (text: string) => string;
  watchFiles: (input: WatchInput) => Promise<void>;
  lock: { take: (folder: string) => Promise<LockOutcome>; release: (folder: string) => Promise<void> };
}

export interface KeyRingInput {
  /** Absolute. */
  path: string;
  encryption: PlatformEncryption;
}

export interface DevInput {
  /** Absolute: the folder that holds `worker.yaml`. */
  root: string;
  worker: ManagedWorker;
  /** Who a deployment is to a proxy, as the platform has it. */
  callerOf: (worker: { worker: string; namespace: string }) => string;
  /** The group of the team's people, as the platform has it. */
  group: string;
  ports: WantedPorts;
  /** False: the worker talks to Temporal itself, and payloads stay in clear. */
  hasProxy: boolean;
  outside: DevOutside;
  print: (line: string) => void;
  hasColour: boolean;
  /** Ends the loop, which is how it is meant to end. */
  signal: AbortSignal;
  /** Makes everything that is derived from the code; returns what it wrote. */
  makeConfig: () => Promise<readonly string[]>;
  /** Called once, when everything answers; a failure ends the loop. */
  onReady?: (running: RunningLoop) => Promise<void>;
}

export interface RunningLoop {
  /** `localhost:7233` */
  address: string;
  /** What stands behind the proxy, which nobody but us connects to; the same as `address` when there is none. */
  temporal: { address: string; namespace: string };
  ui: string;
  /** Types the sample's command: a project's own, with the address it needs. */
  startWorkflow: { command: string; args: readonly string[]; env: Record<string, string> };
}
