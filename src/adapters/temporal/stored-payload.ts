import type { Processes } from '../processes.ts';
import { withoutTemporalSettings } from './check-binary.ts';

export interface StoredPayloadInput {
  /** Path of a Temporal CLI. */
  binary: string;
  processes: Processes;
  signal: AbortSignal;
  /** Of Temporal itself. */
  address: string;
  /** As Temporal calls it. */
  namespace: string;
  workflowId: string;
}

interface History {
  events?: { workflowExecutionStartedEventAttributes?: { input?: { payloads?: { metadata?: Record<string, string> }[] } } }[];
}

/** The metadata of a workflow's input as Temporal has stored it; `undefined` when there is none to be had. */
export async function storedInputMetadata(input: StoredPayloadInput): Promise<Record<string, string> | undefined> {
  const { binary, processes, signal, address, namespace, workflowId } = input;
  const where = ['--address', address, '--namespace', namespace, '--workflow-id', workflowId];
  const args = ['workflow', 'show', ...where, '--output', 'json', '--no-json-shorthand-payloads'];
  const { exitCode, stdout } = await processes.run(binary, args, { env: withoutTemporalSettings(), signal, timeout: 30_000 });
  if (exitCode !== 0) return undefined;
  const metadata = (JSON.parse(stdout) as History).events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.metadata;
  if (metadata === undefined) return undefined;
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, Buffer.from(value, 'base64').toString()]));
}
