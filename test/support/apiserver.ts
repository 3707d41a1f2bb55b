import { generateKeyPairSync } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';

/** A real kube-apiserver over its own etcd: admission and validation are the real thing, and nothing runs Pods. */
export interface Apiserver {
  request(method: string, path: string, body?: ApiBody): Promise<ApiAnswer>;
  /** Server-side apply of one YAML document, field by field validated. */
  apply(document: string, options: { namespace: string; dryRun: boolean }): Promise<ApiAnswer>;
  readonly url: string;
  /** Of an administrator. */
  readonly token: string;
  /** PEM file of the certificate it serves, which it has signed itself. */
  readonly certificate: string;
  close(): Promise<void>;
}

export interface ApiBody {
  type: 'application/json' | 'application/yaml' | 'application/apply-patch+yaml';
  text: string;
}

export interface ApiAnswer {
  status: number;
  body: Record<string, unknown>;
  /** What the server lets through and thinks ill of, such as a Pod template that the namespace would not take. */
  warnings: string[];
}

interface Connection {
  port: number;
  token: string;
}

export async function startApiserver(binaries: { etcd: string; apiserver: string }): Promise<Apiserver> {
  const folder = await mkdtemp(join(tmpdir(), 'managed-worker-apiserver-'));
  const [client = 0, peer = 0, port = 0] = await freePorts(3);
  const children = [run(binaries.etcd, etcdFlags(folder, client, peer))];
  const close = async () => {
    await Promise.all(children.toReversed().map(stop));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const connection = { port, token: 'test-token' };
    const server = run(binaries.apiserver, await apiserverFlags(folder, client, connection));
    children.push(server);
    await untilReady(connection, server);
    const send = (method: string, path: string, body?: ApiBody) => sendRequest(connection, { method, path, body });
    const certificate = join(folder, 'certificates/apiserver.crt');
    const of = { url: `https://127.0.0.1:${port}`, token: connection.token, certificate };
    return { ...of, request: send, apply: (document, options) => apply(send, document, options), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function etcdFlags(folder: string, client: number, peer: number): string[] {
  const url = `http://127.0.0.1:${client}`;
  const peerUrl = `http://127.0.0.1:${peer}`;
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    '--name=test',
    `--initial-cluster=test=${peerUrl}`,
  ];
}

async function apiserverFlags(folder: string, etcdPort: number, { port, token }: Connection): Promise<string[]> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const [publicFile, privateFile, tokens] = ['sa.pub', 'sa.key', 'tokens.csv'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(publicFile, publicKey);
  await writeFile(privateFile, privateKey, { mode: 0o600 });
  await writeFile(tokens, `${token},admin,admin,"system:masters"\n`, { mode: 0o600 });
  return [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, 'certificates')}`,
    `--service-account-key-file=${publicFile}`,
    `--service-account-signing-key-file=${privateFile}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    '--service-cluster-ip-range=10.0.0.0/24',
    '--authorization-mode=RBAC',
    `--token-auth-file=${tokens}`,
    '--endpoint-reconciler-type=none',
    // No controller makes the namespace's default ServiceAccount here, and Pods would wait for it.
    '--disable-admission-plugins=ServiceAccount',
    '--profiling=false',
  ];
}

async function untilReady(connection: Connection, server: ChildProcess): Promise<void> {
  const end = Date.now() + 120_000;
  while (Date.now() < end) {
    if (server.exitCode !== null) throw new Error(`kube-apiserver ended with ${server.exitCode}`);
    const answer = await sendRequest(connection, { method: 'GET', path: '/readyz' }).catch(() => undefined);
    if (answer?.status === 200) return;
    await sleep(200);
  }
  throw new Error('kube-apiserver was not ready within two minutes');
}

type Send = Apiserver['request'];

async function apply(send: Send, document: string, { namespace, dryRun }: { namespace: string; dryRun: boolean }): Promise<ApiAnswer> {
  const { apiVersion, kind, metadata } = parse(document) as { apiVersion: string; kind: string; metadata: { name: string } };
  const group = apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`;
  const query = `fieldManager=test&fieldValidation=Strict&force=true${dryRun ? '&dryRun=All' : ''}`;
  const path = `/${group}/namespaces/${namespace}/${plural(kind)}/${metadata.name}?${query}`;
  return await send('PATCH', path, { type: 'application/apply-patch+yaml', text: document });
}

function plural(kind: string): string {
  return kind === 'NetworkPolicy' ? 'networkpolicies' : `${kind.toLowerCase()}s`;
}

interface ApiRequest {
  method: string;
  path: string;
  body?: ApiBody | undefined;
}

async function sendRequest({ port, token }: Connection, { method, path, body }: ApiRequest): Promise<ApiAnswer> {
  const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': body.type }) };
  const sent = request({ host: '127.0.0.1', port, path, method, headers, rejectUnauthorized: false });
  sent.end(body?.text);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const isJson = response.headers['content-type']?.startsWith('application/json') ?? false;
  return {
    status: response.statusCode ?? 0,
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : { text },
    warnings: [response.headers['warning'] ?? []].flat(),
  };
}

function run(command: string, args: readonly string[]): ChildProcess {
  return spawn(command, args, { stdio: 'ignore' });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
