import { createHash } from 'node:crypto';
import type { ConfigDigest } from '../audit/audit.ts';
import type { LoadedProxy } from './load-proxy.ts';

/** Tells whether two configs are the same in all that is decided by, whatever stands in the files of certificates, keys and tokens. */
export function configDigest({ config, platform, policy }: LoadedProxy): ConfigDigest {
  const hash = createHash('sha256').update(JSON.stringify([config, platform]));
  const read = [...(policy?.read ?? [])];
  for (const [file, { text }] of read) hash.update(JSON.stringify([file, text.length])).update(text);
  return { sha256: hash.digest('hex'), documents: read.reduce((sum, [, { found }]) => sum + found.length, 0) };
}
