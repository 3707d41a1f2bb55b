import { statSync } from 'node:fs';

/** What changes whenever a file does, or another one takes its place; `undefined` when there is none. */
export function fingerprint(path: string): string | undefined {
  try {
    const { mtimeNs, ctimeNs, size, ino } = statSync(path, { bigint: true });
    return [mtimeNs, ctimeNs, size, ino].join('-');
  } catch {
    return undefined;
  }
}
