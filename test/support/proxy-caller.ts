import { connect, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import { grpcMessage } from './proxy-frames.ts';

export interface CallOutcome {
  /** gRPC's; `undefined` when the stream ended without one. */
  status: number | undefined;
  message: string;
  /** A google.rpc.Status, when there is one. */
  details: Buffer;
  /** Without its five bytes. */
  body: Buffer;
}

export interface CallInput {
  path: string;
  token?: string;
  /** What follows HEADERS, whatever it is; see `grpcMessage`. */
  body: Buffer;
  headers?: Readonly<Record<string, string>>;
}

/** Calls as they come, on one connection that is made again when it ends. */
export interface Caller {
  call: (input: CallInput) => Promise<CallOutcome>;
  close: () => void;
}

/** The service's own prefix. */
export const workflowService = '/temporal.api.workflowservice.v1.WorkflowService/';
export const operatorService = '/temporal.api.operatorservice.v1.OperatorService/';

export function openCaller(address: string): Caller {
  let session: ClientHttp2Session | undefined;
  const open = () => {
    if (session === undefined || session.closed || session.destroyed) {
      // In MB; the default of 10 is too little for the largest messages.
      session = connect(`http://${address}`, { maxSessionMemory: 1024 });
      session.on('error', () => undefined);
    }
    return session;
  };
  return {
    call: async (input) => await callOn(open(), input),
    close: () => session?.destroy(),
  };
}

async function callOn(session: ClientHttp2Session, { path, token, body, headers = {} }: CallInput): Promise<CallOutcome> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...authorization,
    ...headers,
  });
  const chunks: Buffer[] = [];
  let told: IncomingHttpHeaders = {};
  const learn = (more: IncomingHttpHeaders) => {
    told = { ...told, ...more };
  };
  stream.on('response', learn);
  stream.on('trailers', learn);
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A stream that is reset under us is an outcome, told by the missing status.
  stream.on('error', () => undefined);
  stream.end(body);
  // An answer may come before all is sent: then the stream ends for reading and is never closed.
  await new Promise<void>((resolve) => {
    stream.once('end', () => resolve());
    stream.once('close', () => resolve());
  });
  // One that has been sent whole closes by itself: a reset for each answer would look like a flood of them.
  if (!stream.writableFinished) stream.destroy();
  const status = told['grpc-status'];
  return {
    status: status === undefined ? undefined : Number(status),
    message: decodeURIComponent(String(told['grpc-message'] ?? '')),
    details: Buffer.from(String(told['grpc-status-details-bin'] ?? ''), 'base64'),
    body: Buffer.concat(chunks).subarray(5),
  };
}

export function callWith(message: Uint8Array, { path, token }: { path: string; token?: string }): CallInput {
  return { path: `${workflowService}${path}`, body: grpcMessage(message), ...(token === undefined ? {} : { token }) };
}
