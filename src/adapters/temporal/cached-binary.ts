import { join } from 'node:path';
import { cacheFolder } from '../user-folders.ts';

/** Where a version for one system and CPU is kept; a home folder may be shared between machines. */
export function cachedBinary(env: Readonly<Record<string, string | undefined>>, version: string, platform: string): string {
  const name = platform.startsWith('windows') ? 'temporal.exe' : 'temporal';
  return join(cacheFolder(env), 'temporal', version, platform, name);
}
