import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';

export interface HttpGetOptions {
  headers?: Readonly<Record<string, string>>;
  /** PEM. The system's when absent. */
  authorities?: string | undefined;
  /** Milliseconds for all of it. */
  timeout: number;
  /** Of the body. */
  maximumBytes: number;
}

/** Fetches one document. Follows no redirect. Rejects, with a message that holds no header, on anything but a 200 in time and within size. */
export type HttpGet = (url: URL, options: HttpGetOptions) => Promise<string>;

export const httpGet: HttpGet = async (url, { headers = {}, authorities, timeout, maximumBytes }) =>
  await new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestSecure : requestPlain;
    const sent = send(url, { headers, agent: false, ...(authorities === undefined ? {} : { ca: authorities }) });
    const timer = setTimeout(() => sent.destroy(new Error(`no answer within ${timeout} ms`)), timeout);
    sent.once('close', () => clearTimeout(timer));
    sent.once('error', reject);
    sent.once('response', (response) => {
      const { statusCode } = response;
      if (statusCode !== 200) {
        sent.destroy(new Error(`answered ${statusCode}`));
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size <= maximumBytes) return;
        const error = new Error(`answered more than ${maximumBytes} bytes`);
        sent.destroy(error);
        reject(error);
      });
      response.once('error', reject);
      response.once('end', () => {
        // All of it may have come before the connection could be cut.
        if (size <= maximumBytes) resolve(Buffer.concat(chunks).toString('utf8'));
      });
    });
    sent.end();
  });
