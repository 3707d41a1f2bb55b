import { httpFetch, type HttpFetchOptions } from './http-fetch.ts';

export type HttpGetOptions = Pick<HttpFetchOptions, 'authorities' | 'timeout' | 'maximumBytes'> &
  Partial<Pick<HttpFetchOptions, 'headers'>>;

/** Fetches one document. Follows no redirect. Rejects, with a message that holds no header, on anything but a 200 in time and within size. */
export type HttpGet = (url: URL, options: HttpGetOptions) => Promise<string>;

export const httpGet: HttpGet = async (url, { headers = {}, ...options }) => {
  const answer = await httpFetch(url, { method: 'GET', headers, ...options });
  if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
  return await answer.text();
};
