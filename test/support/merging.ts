import { mergeFile, type MergedFile, type MergeInput } from '../../src/regenerate/merge/merge.ts';
import { templateLabels } from '../../src/regenerate/merge/markers.ts';

export const upgradeLabels = templateLabels('worker-typescript 1.0.0', 'worker-typescript 1.1.0');

export function merge(input: Omit<MergeInput, 'labels' | 'path'> & { path?: string }): MergedFile {
  return mergeFile({ path: 'Dockerfile', ...input, labels: upgradeLabels });
}

/** A conflict as the file shows it. */
export function conflict(ours: string, base: string, theirs: string): string {
  return [
    `<<<<<<< ${upgradeLabels.ours}\n${ours}`,
    `||||||| ${upgradeLabels.base}\n${base}`,
    `=======\n${theirs}`,
    `>>>>>>> ${upgradeLabels.theirs}\n`,
  ].join('');
}
