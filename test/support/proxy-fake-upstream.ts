import { temporal as api } from '@temporalio/proto';
import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { grpcMessage } from './proxy-frames.ts';

/** A Temporal frontend that answers every call at once and keeps nothing, for trials that would be too much for a real one. */
export interface FakeUpstream {
  address: string;
  /** Calls that have come in. */
  calls: () => number;
  /** Says GOAWAY on every connection; calls under way are answered. */
  goAway: () => void;
  close: () => Promise<void>;
}

const { QueryWorkflowRequest, QueryWorkflowResponse } = api.api.workflowservice.v1;
const headers = { ':status': 200, 'content-type': 'application/grpc' };

export async function startFakeUpstream(): Promise<FakeUpstream> {
  let calls = 0;
  // In MB; with the default of 10 a large answer refuses the calls beside it.
  const server = createServer({ settings: { maxConcurrentStreams: 1000 }, maxSessionMemory: 1024 });
  const sessions = new Set<ServerHttp2Session>();
  server.on('sessionError', () => undefined);
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, { ':path': path }) => {
    calls += 1;
    stream.on('error', () => undefined);
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => answer(stream, path ?? '', Buffer.concat(chunks).subarray(5)));
  });
  const address = await listening(server);
  return {
    address,
    calls: () => calls,
    goAway() {
      for (const session of sessions) session.close();
    },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        // Connections of the proxy may outlive it; nobody waits for them.
        setTimeout(resolve, 200).unref();
      });
    },
  };
}

function answer(stream: ServerHttp2Stream, path: string, message: Buffer): void {
  if (stream.destroyed) return;
  // Nobody answers a poll that has nothing.
  if (path.includes('/Poll')) return;
  const isQuery = path.endsWith('/QueryWorkflow');
  const { bytes, encoding } = isQuery ? queried(message) : { bytes: grpcMessage(Buffer.alloc(0)), encoding: {} };
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.respond({ ...headers, ...encoding }, { waitForTrailers: true });
  stream.end(bytes);
}

/** A query's arguments are its result. The type `size N` asks for N bytes instead, `bomb N` for those compressed. */
function queried(message: Buffer): { bytes: Buffer; encoding: Record<string, string> } {
  const query = queryOf(message);
  const [what, size = '0'] = (query?.queryType ?? '').split(' ');
  if (what !== 'size' && what !== 'bomb') {
    const response = QueryWorkflowResponse.encode({ queryResult: query?.queryArgs ?? null }).finish();
    return { bytes: grpcMessage(response), encoding: {} };
  }
  const payloads = [{ metadata: { encoding: Buffer.from('binary/plain') }, data: Buffer.alloc(Number(size)) }];
  const response = QueryWorkflowResponse.encode({ queryResult: { payloads } }).finish();
  if (what === 'size') return { bytes: grpcMessage(response), encoding: {} };
  return { bytes: grpcMessage(gzipSync(response), { compressed: true }), encoding: { 'grpc-encoding': 'gzip' } };
}

/** `undefined` for what only a fuzzer sends. */
function queryOf(message: Buffer) {
  try {
    return QueryWorkflowRequest.decode(message).query;
  } catch {
    return undefined;
  }
}

async function listening(server: Http2Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('no TCP address');
  return `127.0.0.1:${at.port}`;
}
