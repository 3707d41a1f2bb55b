import type { Answers } from './managed-worker.ts';
import { pascalCase, slug, snakeCase } from './names.ts';
import { physicalNamespaces, type PhysicalNamespace } from './physical-namespace.ts';
import type { Platform } from './platform.ts';
import type { Answer } from './question.ts';
import { retentionDays } from './retention.ts';

/** Everything a worker template may read; a name that is not here is an error in the template. */
export interface TemplateVariables extends Answers {
  package: string;
  pascal: string;
  ownerSlug: string;
  codeOwner: string;
  tierDescription: string;
  retentionDays: number;
  environments: readonly string[];
  physicalNamespaces: readonly PhysicalNamespace[];
  imageRegistry: string;
  tool: { name: string; version: string };
  /** To the template's own questions, by key; left out where it has none. */
  answers?: Readonly<Record<string, Answer>>;
}

/** Needs answers that the platform has accepted. */
export function templateVariables(answers: Answers, platform: Platform, tool: TemplateVariables['tool']): TemplateVariables {
  const ownerSlug = slug(answers.owner);
  return {
    ...answers,
    regions: platform.regions.filter((region) => answers.regions.includes(region)),
    package: snakeCase(answers.name),
    pascal: pascalCase(answers.name),
    ownerSlug,
    codeOwner: codeOwner(answers.owner, ownerSlug, platform),
    tierDescription: platform.tiers[answers.tier].description,
    retentionDays: retentionDays(answers.retention) ?? platform.retention.default,
    environments: platform.environments,
    physicalNamespaces: physicalNamespaces(answers.namespace, answers.regions, platform),
    imageRegistry: platform.imageRegistry,
    tool,
  };
}

/** CODEOWNERS takes `@user`, `@org/team` and e-mail addresses as they are; any other owner goes through the pattern. */
function codeOwner(owner: string, ownerSlug: string, platform: Platform): string {
  const isHandle = /^@[\w.-]+(\/[\w.-]+)?$|^[^\s@]+@[^\s@]+$/.test(owner);
  return isHandle ? owner : platform.codeOwners.replaceAll('{owner}', ownerSlug);
}
