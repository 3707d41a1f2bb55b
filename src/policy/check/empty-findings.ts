import { splitYaml } from '../../domain/split-yaml.ts';
import type { Entry } from '../entry.ts';
import type { ReadFiles } from '../read.ts';
import type { Finding } from './finding.ts';

/** What says nothing, and a policy that shuts everybody out. */
export function emptyFindings(entries: readonly Entry[], read: ReadFiles): Finding[] {
  const empty = [...read].filter(([, { text }]) => splitYaml(text).length === 0);
  const files = empty.map(([file]): Finding => {
    return {
      file,
      line: 1,
      column: 1,
      severity: 'warning',
      kind: 'empty-file',
      message: 'holds no document; write one, or remove the file',
    };
  });
  if (entries.some(({ allow }) => allow.length > 0)) return files;
  const [file = ''] = [...read].find(([, { found }]) => found.length > 0) ?? [];
  const message = 'no document grants anything: nobody may do anything';
  return [...files, { file, line: 1, column: 1, severity: 'error', kind: 'nothing-granted', message }];
}
