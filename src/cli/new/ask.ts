import type { Prompts } from '../../adapters/prompts.ts';
import { languages, type Answers, type Language } from '../../domain/managed-worker.ts';
import { physicalNamespaces } from '../../domain/physical-namespace.ts';
import type { Platform, TierLevel } from '../../domain/platform.ts';
import { answerProblem, type AnswerName, type PartialAnswers } from './answers.ts';

export interface KnownOwner {
  owner: string;
  /** Where from, as shown: `CODEOWNERS`. */
  from: string;
}

export interface AskInput {
  prompts: Prompts;
  platform: Platform;
  /** Already given: not asked. */
  values: PartialAnswers;
  /** The directory's name, when one was given. */
  name: string | undefined;
  owner: KnownOwner | undefined;
}

const languageNames: Readonly<Record<Language, string>> = { typescript: 'TypeScript', python: 'Python' };

/** Asks for what is not given yet, in the order of the questions. */
export async function askAnswers({ prompts, platform, values, name, owner }: AskInput): Promise<PartialAnswers> {
  const regions = values.regions ?? platform.regions;
  const problemOf = (field: AnswerName) => (text: string) => answerProblem(field, text, { platform, regions });
  const answers: PartialAnswers = { ...values };
  answers.name ??= await prompts.line({ label: 'Name', default: name, problemOf: problemOf('name') });
  answers.owner ??= await prompts.line({ label: 'Owner', default: owner?.owner, note: known(owner), problemOf: problemOf('owner') });
  answers.tier ??= await prompts.choose({ label: 'Tier', choices: tierChoices(platform), default: platform.defaultTier });
  answers.namespace ??= await prompts.line({
    label: 'Namespace',
    default: answers.name,
    problemOf: problemOf('namespace'),
    echo: (text) =>
      `-> ${physicalNamespaces(text, regions, platform)
        .map((place) => place.name)
        .join(', ')}`,
  });
  const usualRetention = `${platform.retention.default}d`;
  answers.retention ??= await prompts.line({ label: 'Retention', default: usualRetention, problemOf: problemOf('retention') });
  answers.language ??= await prompts.choose({ label: 'Language', choices: languageChoices, default: 'typescript' });
  return answers;
}

const languageChoices = languages.map((value) => ({ value, name: languageNames[value] }));

function tierChoices(platform: Platform): { value: Answers['tier']; name: string }[] {
  const levels = Object.keys(platform.tiers).map((level) => Number(level) as TierLevel);
  return levels.map((value) => ({ value, name: `${value}  ${platform.tiers[value].description}` }));
}

function known(owner: KnownOwner | undefined): string | undefined {
  return owner === undefined ? undefined : `(known: ${owner.from})`;
}
