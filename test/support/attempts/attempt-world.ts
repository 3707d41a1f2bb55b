import { Connection } from '@temporalio/client';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { makeAuthority } from '../client-certificates.ts';
import { freePort } from '../free-port.ts';
import { startGuard } from '../guard.ts';
import { startIssuer, type Issuer } from '../issuer.ts';
import { openCaller, type CallOutcome } from '../proxy-caller.ts';
import { physicalName, place, type ProxyFile } from '../proxy-config.ts';
import { grpcMessage } from '../proxy-frames.ts';
import { startProxy, type ProxyProcess } from '../proxy.ts';
import { startRelay, type Relay } from '../proxy-relay.ts';
import { startUpstream } from '../proxy-upstream.ts';
import { decode, encode, methodNamed } from '../temporal-messages.ts';
import { startWrapped, type WrappedCli } from './wrapped-cli.ts';
import {
  everybodyElse,
  groupOf,
  identitiesOfAttempts,
  intruders,
  policyOfAttempts,
  revocationsOfAttempts,
  staticTokenOf,
  subjectOf,
  type Intruder,
} from './intruders.ts';

export type Namespace = keyof typeof everybodyElse;
export type AuditEvent = Readonly<Record<string, unknown>>;
/** With protobuf's names in camel case, or the bytes of it. */
export type Message = object | Buffer;

export interface Ask {
  readonly method: string;
  readonly message: Message;
  readonly token: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server that takes its proxy alone, the proxy with a policy and an audit file, and who tries to get round them. */
export interface AttemptWorld {
  readonly proxy: ProxyProcess;
  readonly issuer: Issuer;
  /** The codec endpoint's. */
  readonly codec: string;
  /** Where the server is for others: it asks for a certificate. */
  readonly guarded: string;
  /** Between the proxy and the server: all that the server was sent. */
  readonly upstream: Relay;
  readonly folder: string;
  /** The server itself, as its operators see it. */
  readonly direct: Connection['workflowService'];
  readonly tokenOf: (intruder: Intruder) => Promise<string>;
  readonly ask: (ask: Ask) => Promise<CallOutcome>;
  readonly as: (intruder: Intruder, method: string, asked: Pick<Ask, 'message' | 'headers'>) => Promise<CallOutcome>;
  /** By whoever owns what is attacked; throws when it does not succeed. */
  readonly make: (namespace: Namespace, method: string, message: object) => Promise<Record<string, unknown>>;
  /** Events so far. */
  readonly audit: () => Promise<readonly AuditEvent[]>;
  /** `temporal-wrap` of the owner of all that runs in `images`. */
  readonly wrapped: WrappedCli;
  readonly newId: () => string;
  readonly close: () => Promise<void>;
}

const namespaces: readonly Namespace[] = ['images', 'videos'];

export async function startAttemptWorld(binary: string): Promise<AttemptWorld> {
  const closing: (() => Promise<unknown> | void)[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'attempts-'));
  closing.push(async () => await rm(folder, { recursive: true, force: true }));
  const server = await startUpstream({ binary, database: join(folder, 'temporal.db'), namespaces: namespaces.map(physicalName) });
  closing.push(async () => await server.close());
  const upstream = await startRelay([server.address], { keep: true });
  closing.push(async () => await upstream.close());
  const issuer = await startIssuer({ closing: (close) => void closing.push(close) });
  const authority = makeAuthority(folder, 'attempts');
  const guard = await startGuard(authority, upstream.address);
  closing.push(() => guard.close());
  const codec = `127.0.0.1:${await freePort()}`;
  const caller = authority.issue('/CN=the-proxy');
  const files = {
    'ca.crt': authority.certificate,
    'up.crt': caller.certificate,
    'up.key': caller.key,
    'policy.yaml': textOf(policyOfAttempts()),
    'revocations.yaml': textOf(revocationsOfAttempts()),
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content, { mode: 0o600 });
  const proxy = await startProxy({
    upstream: guard.address,
    namespaces,
    change: (file) => configured(file, { folder, codec, issuer: issuer.url }),
  });
  closing.push(async () => await proxy.close());
  const calls = openCaller(proxy.address);
  closing.push(() => calls.close());
  const connection = await Connection.connect({ address: server.address });
  closing.push(async () => await connection.close());
  const tokens = new Map<Intruder, string>();
  let ids = 0;

  const ask: AttemptWorld['ask'] = async ({ method, message, token, headers = {} }) => {
    const { path, request } = methodNamed(method);
    const body = Buffer.isBuffer(message) ? message : encode(request.name, message);
    return await calls.call({ path, token, body: grpcMessage(body), headers: { 'grpc-timeout': '5S', ...headers } });
  };
  const tokenOf: AttemptWorld['tokenOf'] = async (intruder) => {
    if (intruders[intruder].kind === 'service') return staticTokenOf(intruder);
    const token = tokens.get(intruder) ?? (await issuer.token({ sub: subjectOf(intruder), groups: [groupOf(intruder)] }));
    tokens.set(intruder, token);
    return token;
  };
  const wrapped = await startWrapped({ binary, folder, proxy: proxy.address, token: await tokenOf('owner') });
  closing.push(async () => await wrapped.close());
  return {
    proxy,
    issuer,
    wrapped,
    codec,
    guarded: guard.address,
    upstream,
    folder,
    direct: connection.workflowService,
    tokenOf,
    ask,
    as: async (intruder, method, asked) => await ask({ ...asked, method, token: await tokenOf(intruder) }),
    async make(namespace, method, message) {
      const outcome = await ask({ method, message: { namespace, ...message }, token: staticTokenOf(everybodyElse[namespace]) });
      if (outcome.status !== 0) throw new Error(`${method}: ${String(outcome.status)} ${outcome.message}`);
      return decode(methodNamed(method).response.name, outcome.body);
    },
    async audit() {
      const lines = (await readFile(join(folder, 'audit.jsonl'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as AuditEvent);
    },
    newId: () => `intruder-${String(ids++)}`,
    async close() {
      for (const end of closing.toReversed()) await end();
    },
  };
}

interface Places {
  readonly folder: string;
  readonly codec: string;
  readonly issuer: string;
}

function configured(file: ProxyFile, { folder, codec, issuer }: Places): ProxyFile {
  const at = (name: string) => join(folder, name);
  return {
    ...file,
    spec: {
      ...file.spec,
      identities: identitiesOfAttempts(issuer),
      access: { documents: [at('policy.yaml')], revocations: at('revocations.yaml') },
      audit: { sinks: [{ kind: 'file', path: at('audit.jsonl') }] },
      codec: { address: codec, origins: ['https://temporal.example.com'] },
      upstreams: [{ ...place, tls: { authorities: at('ca.crt'), certificate: at('up.crt'), key: at('up.key') } }],
    },
  };
}

function textOf(document: object): string {
  return stringify(document, { aliasDuplicateObjects: false });
}
