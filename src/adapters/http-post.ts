import { Agent as PlainAgent, request as requestPlain } from 'node:http';
import { Agent as SecureAgent, request as requestSecure } from 'node:https';

export interface HttpPostRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds for all of it. */
  readonly timeout: number;
}

export interface HttpPostAnswer {
  readonly status: number;
  /** The header, as it stands. */
  readonly retryAfter: string | undefined;
  /** The first 64 KiB. */
  readonly body: string;
}

/** Keeps its connection for the next request. */
export interface HttpPoster {
  /** Follows no redirect. Rejects, with a message that holds no header, when there is no answer in time. */
  post(url: URL, request: HttpPostRequest): Promise<HttpPostAnswer>;
  close(): void;
}

/** `authorities`: PEM; the system's when absent. */
export type MakeHttpPoster = (options: { readonly authorities?: Buffer | undefined }) => HttpPoster;

const mostOfAnswer = 65_536;

export const httpPoster: MakeHttpPoster = ({ authorities }) => {
  const plain = new PlainAgent({ keepAlive: true, maxSockets: 1 });
  const secure = new SecureAgent({ keepAlive: true, maxSockets: 1, ...(authorities === undefined ? {} : { ca: authorities }) });
  return {
    post: async (url, { headers, body, timeout }) =>
      await new Promise((resolve, reject) => {
        const isSecure = url.protocol === 'https:';
        const send = isSecure ? requestSecure : requestPlain;
        const sent = send(url, {
          method: 'POST',
          agent: isSecure ? secure : plain,
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        });
        const timer = setTimeout(() => sent.destroy(new Error(`no answer within ${timeout} ms`)), timeout);
        sent.once('close', () => clearTimeout(timer));
        sent.once('error', reject);
        sent.once('response', (response) => {
          const chunks: Buffer[] = [];
          let size = 0;
          response.on('data', (chunk: Buffer) => {
            if (size < mostOfAnswer) chunks.push(chunk);
            size += chunk.length;
          });
          response.once('error', reject);
          response.once('end', () => {
            const text = Buffer.concat(chunks).toString('utf8', 0, mostOfAnswer);
            resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], body: text });
          });
        });
        sent.end(body);
      }),
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
};
