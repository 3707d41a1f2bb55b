import { builtinPlatform } from '../../domain/builtin-platform.ts';
import type { Answers } from '../../domain/managed-worker.ts';
import { templateVariables } from '../../domain/template-variables.ts';

/** What a template is rendered with, and what sets it apart for people. */
export interface Sample {
  title: string;
  variables: object;
}

/** Answers that templates have tripped over: short, long, with what YAML, HTML, shells and Handlebars read as their own. */
const extremes: readonly (Pick<Answers, 'name' | 'owner'> & Partial<Answers>)[] = [
  { name: 'image-render', owner: 'team-images', tier: 1 },
  { name: 'a', owner: 'R&D', tier: 0, regions: ['us'], retention: '1d' },
  { name: 'the-longest-worker-name-that-is-allowed-at-all4', owner: '画像 "x" \\ {{name}} ${{ y }}: #1', tier: 2, retention: '90d' },
  { name: 'x2-y', owner: '@example/team-images', tier: 3, regions: ['eu'], namespace: 'no' },
];

/** Answer sets of a worker in this language: every tier, and names and owners of every kind. */
export function workerSamples(language: Answers['language']): Sample[] {
  const usual: Answers = {
    name: '',
    owner: '',
    tier: 1,
    namespace: 'images',
    retention: '14d',
    language,
    regions: ['eu', 'us'],
  };
  return extremes.map((changes) => {
    const answers = { ...usual, ...changes };
    const tool = { name: 'gen-temporal-managed-worker', version: '1.2.3' };
    return {
      title: `name ${answers.name}, owner ${answers.owner}, tier ${answers.tier}`,
      variables: templateVariables(answers, builtinPlatform.spec, tool),
    };
  });
}
