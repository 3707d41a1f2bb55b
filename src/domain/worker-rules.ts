import type { Answers } from './managed-worker.ts';
import { physicalNamespaceProblem } from './physical-namespace.ts';
import type { Platform } from './platform.ts';
import { pythonNameProblem } from './python-names.ts';
import { retentionProblem } from './retention.ts';

export interface RuleBreak {
  field: keyof Answers;
  message: string;
}

/** What the platform has to say to answers whose shape is right: all breaks at once, in the order of the questions. */
export function platformRuleBreaks(answers: Answers, platform: Platform): RuleBreak[] {
  const regions = regionsProblem(answers.regions, platform);
  return [
    { field: 'name', message: answers.language === 'python' ? pythonNameProblem(answers.name) : undefined },
    {
      field: 'namespace',
      message: regions === undefined ? physicalNamespaceProblem(answers.namespace, answers.regions, platform) : undefined,
    },
    { field: 'retention', message: retentionProblem(answers.retention, platform.retention) },
    { field: 'regions', message: regions },
  ].filter((found): found is RuleBreak => found.message !== undefined);
}

/** Why these are not regions of the platform; `undefined` when all are. */
export function regionsProblem(regions: readonly string[], platform: Platform): string | undefined {
  const unknown = regions.filter((region) => !platform.regions.includes(region));
  if (unknown.length > 0) {
    const verdict = unknown.length === 1 ? 'is not a region' : 'are not regions';
    return `${unknown.join(', ')} ${verdict} of this platform; it has ${platform.regions.join(', ')}`;
  }
  if (new Set(regions).size < regions.length) return 'names a region twice';
  return regions.length === 0 ? 'names no region' : undefined;
}
