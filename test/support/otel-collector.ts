import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { freePort } from './free-port.ts';
import { untilAccepting } from './until-accepting.ts';

type Value = { stringValue: string } | { intValue: string } | { arrayValue: { values: Value[] } };

/** As the collector has read it, in the JSON of OTLP. */
export interface CollectedRecord {
  timeUnixNano: string;
  observedTimeUnixNano: string;
  severityNumber: number;
  severityText: string;
  eventName: string;
  body: { stringValue: string };
  attributes: { key: string; value: Value }[];
  traceId?: string;
  spanId?: string;
}

interface Batch {
  resourceLogs: {
    resource: { attributes: { key: string; value: Value }[] };
    scopeLogs: { scope: { name: string }; logRecords: CollectedRecord[] }[];
  }[];
}

export interface CollectorWishes {
  tls?: { cert_file: string; key_file: string };
  /** See `linesConfig` in otel-collector/main.go. */
  lines?: { refuse?: string; code?: number; authorization?: string };
}

export interface OtelCollector {
  /** `127.0.0.1:4318` */
  readonly address: string;
  /** All it has taken, through all its lives. */
  records(): CollectedRecord[];
  resources(): Batch['resourceLogs'][number]['resource'][];
  kill(): Promise<void>;
  restart(wishes?: CollectorWishes): Promise<void>;
}

/** A real one, which takes OTLP over HTTP; it ends with the test. */
export async function startCollector(binary: string, first: CollectorWishes = {}): Promise<OtelCollector> {
  const port = await freePort();
  let taken = '';
  const start = async (wishes: CollectorWishes): Promise<ChildProcess> => {
    const child = spawn(binary, ['--config', `yaml:${configOf(port, wishes)}`], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.setEncoding('utf8').on('data', (text: string) => (taken += text));
    await untilAccepting(child, port);
    return child;
  };
  let child = await start(first);
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  };
  onTestFinished(kill);
  const batches = () =>
    taken
      .split('\n')
      .slice(0, -1)
      .flatMap((line) => (JSON.parse(line) as Batch).resourceLogs);
  return {
    address: `127.0.0.1:${port}`,
    records: () => batches().flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords)),
    resources: () => batches().map(({ resource }) => resource),
    kill,
    async restart(wishes = first) {
      await kill();
      child = await start(wishes);
    },
  };
}

function configOf(port: number, { tls, lines = {} }: CollectorWishes): string {
  const http = { endpoint: `127.0.0.1:${port}`, include_metadata: true, ...(tls === undefined ? {} : { tls }) };
  return JSON.stringify({
    receivers: { otlp: { protocols: { http } } },
    exporters: { lines },
    service: { pipelines: { logs: { receivers: ['otlp'], exporters: ['lines'] } } },
  });
}
