import * as z from 'zod';

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const pattern = /^(\d{1,9})(ms|s|m|h|d)$/;

/** A length of time as one number and one unit: `500ms`, `30s`, `2m`, `1h`, `14d`. */
export const duration = z.string().regex(pattern, 'write one number and one unit of ms, s, m, h or d, such as 30s');

/** Milliseconds of a duration text that the schema above has let through. */
export function milliseconds(text: string): number {
  const match = pattern.exec(text);
  if (match === null) throw new RangeError(`not a duration: ${text}`);
  return Number(match[1]) * units[match[2] as keyof typeof units];
}
