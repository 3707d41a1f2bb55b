import { recordText, type WorkerRecord } from '../domain/record.ts';
import { kubernetesName } from './sources.ts';
import type { Step } from './step.ts';

export interface NeedsConfigInput {
  record: WorkerRecord;
  next: WorkerRecord;
  steps: readonly Step[];
}

/** What `config` reads of a worker, in either language. */
const readByConfig = /^(contracts|src|sdk)\/|^(worker\.yaml|package\.json|tsconfig\.json|pyproject\.toml)$/;

/** Whether config has to be made again: reading a worker's code takes longer than everything else that is done to it. */
export function needsConfig({ record, next, steps }: NeedsConfigInput): boolean {
  if (record.unmade?.includes('config') === true || readingsOf(record) !== readingsOf(next)) return true;
  return steps.some(({ path, from, conflict }) => conflict !== undefined || readByConfig.test(path) || readByConfig.test(from ?? ''));
}

/** All of a record that config is made from. */
function readingsOf(record: WorkerRecord): string {
  const templates = record.templates.filter(({ name }) => name === kubernetesName);
  return recordText({ ...record, templates, files: {}, unmade: undefined });
}
