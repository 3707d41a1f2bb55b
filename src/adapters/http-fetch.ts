import { request as requestPlain, type IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';

export interface HttpFetchOptions {
  method: string;
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  /** PEM. The system's when absent. */
  authorities?: string | undefined;
  /** Milliseconds for all of it. */
  timeout: number;
  /** Of the body. */
  maximumBytes: number;
  signal?: AbortSignal | undefined;
}

/** Asks for one document and follows no redirect. Rejects when no whole answer comes; a status is an answer. */
export type HttpFetch = (url: URL, options: HttpFetchOptions) => Promise<Response>;

/** Node's own `fetch` takes no authorities of a private CA, and keeps connections that hold up the end of the process. */
export const httpFetch: HttpFetch = async (url, { method, headers, body, authorities, timeout, maximumBytes, signal }) =>
  await new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestSecure : requestPlain;
    const limit = AbortSignal.timeout(timeout);
    const sent = send(url, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) },
      agent: false,
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
      ...(authorities === undefined ? {} : { ca: authorities }),
    });
    const fail = (error: unknown) => reject(limit.aborted ? new Error(`no answer within ${timeout} ms`) : error);
    sent.once('error', fail);
    sent.once('response', (incoming) => {
      readBody(incoming, maximumBytes).then((bytes) => resolve(responseOf(incoming, bytes)), fail);
    });
    sent.end(body);
  });

async function readBody(incoming: IncomingMessage, maximumBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maximumBytes) throw new Error(`answered more than ${maximumBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const bodyless = new Set([101, 204, 205, 304]);

function responseOf({ statusCode = 500, rawHeaders }: IncomingMessage, bytes: Buffer): Response {
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) headers.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  return new Response(bodyless.has(statusCode) ? null : new Uint8Array(bytes), { status: statusCode, headers });
}
