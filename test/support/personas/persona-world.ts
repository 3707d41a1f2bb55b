import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { openCaller, type Caller, workflowService, type CallInput, type CallOutcome } from '../proxy-caller.ts';
import { physicalName, type ProxyFile } from '../proxy-config.ts';
import { grpcMessage } from '../proxy-frames.ts';
import { startProxy } from '../proxy.ts';
import { startUpstream } from '../proxy-upstream.ts';
import { decode, encode, textPayload } from '../temporal-messages.ts';
import { identitiesOfPersonas, policyDocuments, revocations, tokenOfPersona } from './personas.ts';

const namespaces = ['images', 'videos'];
export const failedWorkflow = 'failed-Pay';
/** Each in what one decode right is for. */
export const canaries = { data: 'canary-data', failure: 'canary-failure', metadata: 'canary-metadata' } as const;

export interface PersonaWorld {
  readonly address: string;
  readonly upstream: string;
  readonly call: (persona: string, input: Pick<CallInput, 'path' | 'body' | 'headers'>) => Promise<CallOutcome>;
  /** Events so far. */
  readonly audit: () => Promise<readonly Record<string, unknown>[]>;
  readonly close: () => Promise<void>;
}

/** A real server, the proxy with a policy and an audit file before it, and workflows that wait: of two types in `images`, of one in `videos`. */
export async function startPersonaWorld(binary: string, change = (file: ProxyFile) => file): Promise<PersonaWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'personas-'));
  const server = await startUpstream({ binary, database: join(folder, 'temporal.db'), namespaces: namespaces.map(physicalName) });
  await writeFile(
    join(folder, 'policy.yaml'),
    policyDocuments()
      .map((document) => textOf(document))
      .join('---\n'),
  );
  await writeFile(join(folder, 'revocations.yaml'), textOf(revocations()));
  const auditFile = join(folder, 'audit.jsonl');
  const proxy = await startProxy({ upstream: server.address, namespaces, change: (file) => change(judged(file, folder, auditFile)) });
  // One connection each: calls that end at their deadline count against the one they came by.
  const callers = new Map<string, Caller>();
  const callerOf = (persona: string): Caller => {
    const caller = callers.get(persona) ?? openCaller(proxy.address);
    callers.set(persona, caller);
    return caller;
  };
  const world: PersonaWorld = {
    address: proxy.address,
    upstream: server.address,
    call: async (persona, { path, body, headers = {} }) =>
      await callerOf(persona).call({
        path,
        token: tokenOfPersona(persona),
        body: grpcMessage(body),
        headers: { 'grpc-timeout': '3S', ...headers },
      }),
    async audit() {
      const lines = (await readFile(auditFile, 'utf8')).split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    async close() {
      for (const caller of callers.values()) caller.close();
      await proxy.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  for (const type of ['Pay', 'Secret']) await start(world, { workflowId: `running-${type}`, type });
  await start(world, { workflowId: 'running-Ship', type: 'Ship', namespace: 'videos' });
  await failOne(world);
  return world;
}

function textOf(document: object): string {
  return stringify(document, { aliasDuplicateObjects: false });
}

function judged(file: ProxyFile, folder: string, path: string): ProxyFile {
  const access = { documents: [join(folder, 'policy.yaml')], revocations: join(folder, 'revocations.yaml') };
  return {
    ...file,
    spec: { ...file.spec, access, audit: { sinks: [{ kind: 'file', path }] }, identities: identitiesOfPersonas() },
  };
}

type Namespace = 'images' | 'videos';
/** Who makes what is there. */
const makers: Readonly<Record<Namespace, string>> = { images: 'platform-engineer', videos: 'other-owner' };

async function made(
  world: PersonaWorld,
  method: string,
  { namespace = 'images', ...message }: { readonly namespace?: Namespace; readonly [field: string]: unknown },
): Promise<Record<string, unknown>> {
  const body = encode(`workflowservice.v1.${method}Request`, { namespace, ...message });
  const outcome = await world.call(makers[namespace], { path: workflowService + method, body });
  if (outcome.status !== 0) throw new Error(`${method}: ${String(outcome.status)} ${outcome.message}`);
  return decode(`workflowservice.v1.${method}Response`, outcome.body);
}

interface Start {
  readonly workflowId: string;
  readonly type: string;
  readonly taskQueue?: string;
  readonly namespace?: Namespace;
}

async function start(world: PersonaWorld, { workflowId, type, taskQueue = 'nobody-works', namespace = 'images' }: Start): Promise<void> {
  await made(world, 'StartWorkflowExecution', {
    namespace,
    workflowId,
    workflowType: { name: type },
    taskQueue: { name: taskQueue },
    requestId: workflowId,
    input: { payloads: [textPayload(canaries.data)] },
    userMetadata: { summary: textPayload(canaries.metadata) },
  });
}

/** One that has ended in a failure; nothing of a worker is needed but to say so. */
async function failOne(world: PersonaWorld): Promise<void> {
  await start(world, { workflowId: failedWorkflow, type: 'Pay', taskQueue: 'fails' });
  const { taskToken } = await made(world, 'PollWorkflowTaskQueue', { taskQueue: { name: 'fails' } });
  const failure = { message: canaries.failure, applicationFailureInfo: { type: 'Trial' } };
  await made(world, 'RespondWorkflowTaskCompleted', {
    taskToken: Buffer.from(String(taskToken), 'base64'),
    commands: [{ commandType: 'COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION', failWorkflowExecutionCommandAttributes: { failure } }],
  });
}
