import { dirname } from 'node:path';
import type { Files } from '../../adapters/files.ts';
import type { PlatformRuleBreak } from '../../domain/platform.ts';
import type { ProxyConfig } from './config.ts';

/** Files of audit that could not be written: told before a first event is lost. */
export async function auditFileBreaks(
  { audit }: Pick<ProxyConfig, 'audit'>,
  files: Pick<Files, 'isWritable' | 'kindOf'>,
): Promise<PlatformRuleBreak[]> {
  const found = await Promise.all(
    (audit?.sinks ?? []).map(async (sink, index) => {
      if (sink.kind !== 'file') return [];
      const problem = await unwritable(sink.path, files);
      return problem === undefined ? [] : [{ path: ['spec', 'audit', 'sinks', index, 'path'], message: `${sink.path} ${problem}` }];
    }),
  );
  return found.flat();
}

async function unwritable(path: string, files: Pick<Files, 'isWritable' | 'kindOf'>): Promise<string | undefined> {
  const kind = await files.kindOf(path);
  if (kind === 'directory') return 'is a folder; name a file in it';
  if (kind !== undefined) return (await files.isWritable(path)) ? undefined : 'cannot be written';
  const folder = dirname(path);
  const folderKind = await files.kindOf(folder);
  if (folderKind === undefined) return `cannot be made: there is no folder ${folder}`;
  return (await files.isWritable(folder)) ? undefined : `cannot be made: ${folder} cannot be written`;
}
