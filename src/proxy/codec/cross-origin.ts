/** What an answer says to browsers. */
export type CrossOriginHeaders = Readonly<Record<string, string>>;

/** No page but those of listed origins may ask: `foreign`, or the headers of every answer. Programs that are no browser send no origin. */
export function crossOriginOf(origin: string | undefined, origins: readonly string[]): CrossOriginHeaders | 'foreign' {
  if (origin === undefined) return { vary: 'origin' };
  if (!origins.includes(origin)) return 'foreign';
  // Credentials are cookies, of which none is read here; the UI can be told to send them, and a browser then wants to see this.
  return { vary: 'origin', 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' };
}

/** What a browser asks before it sends a request with a token, for ten minutes. */
export const preflightHeaders: CrossOriginHeaders = {
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-headers': 'authorization, authorization-extras, content-type, x-namespace',
  'access-control-max-age': '600',
};
