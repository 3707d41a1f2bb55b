import { join } from 'node:path';
import type { Processes, RunningProcess, RunResult } from '../adapters/processes.ts';
import type { WorkerDocument } from '../domain/config-documents.ts';
import { aborted } from './aborted.ts';
import type { LocalWorker } from './languages.ts';
import { type LogLines, parseEntry } from './log-stream.ts';

export interface WorkerProcessInput {
  root: string;
  document: WorkerDocument;
  local: LocalWorker;
  /** `localhost:7233` */
  address: string;
  /** Who it says it is by; absent when there is no proxy that would want to know. */
  tokenFile: string | undefined;
  processes: Processes;
  log: LogLines;
}

/** The process of one Worker document. */
export interface WorkerProcess {
  readonly name: string;
  readonly process: RunningProcess;
  /** Settled when it polls, or when it has ended without. */
  readonly started: Promise<{ kind: 'ready' } | { kind: 'ended'; result: RunResult }>;
}

export async function startWorker({
  root,
  document,
  local,
  address,
  tokenFile,
  processes,
  log,
}: WorkerProcessInput): Promise<WorkerProcess> {
  const { command, args } = local.start;
  const ready = new AbortController();
  const process = await processes.start(command.startsWith('.') ? join(root, command) : command, args, {
    cwd: root,
    env: {
      ...environmentOf(document, address),
      TEMPORAL_TOKEN_FILE: tokenFile,
      TEMPORAL_TLS: tokenFile === undefined ? undefined : 'false',
    },
    onLine(line) {
      log(line);
      if (parseEntry(line)?.['message'] === 'worker ready') ready.abort();
    },
  });
  const polls = aborted(ready.signal).then(() => ({ kind: 'ready' as const }));
  const ended = process.ended.then((result) => ({ kind: 'ended' as const, result }));
  return { name: document.metadata.name, process, started: Promise.race([polls, ended]) };
}

/** Every variable a worker reads is set or taken away: what a person has exported for production must not reach the laptop's worker. */
function environmentOf({ metadata, spec }: WorkerDocument, address: string): Record<string, string | undefined> {
  return {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: spec.namespace,
    TEMPORAL_API_KEY: undefined,
    TEMPORAL_TLS_CA_FILE: undefined,
    TEMPORAL_PAYLOAD_LIMIT: undefined,
    TEMPORAL_DEPLOYMENT_NAME: undefined,
    TEMPORAL_WORKER_BUILD_ID: undefined,
    WORKER_NAME: metadata.name,
    CONFIG_DIRECTORY: undefined,
    HEALTH_PORT: '0',
    METRICS_PORT: '0',
    LOG_FORMAT: 'json',
    PYTHONUNBUFFERED: '1',
  };
}
