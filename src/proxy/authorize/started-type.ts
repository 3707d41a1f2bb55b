import type { Method } from '../wire/methods.ts';
import { readTexts } from '../wire/top-level.ts';

/** The type that a request starts, when it names one, and that once. */
export function startedType({ scope: { kind, type } }: Method, message: Buffer): string | undefined {
  if (kind !== 'request' || type === undefined) return undefined;
  const texts = readTexts(message, type);
  return texts.length === 1 ? texts[0] : undefined;
}
