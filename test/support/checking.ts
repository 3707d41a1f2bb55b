import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import type { CheckInput } from '../../src/templates/check/check.ts';
import { workerSamples } from '../../src/templates/check/samples.ts';

/** A check with the answers of a worker in TypeScript, and without a look at code. */
export const checking: CheckInput = {
  files: nodeFiles,
  bytes: nodeBytes,
  folders: [],
  samplesOf: () => workerSamples('typescript'),
  syntax: () => Promise.resolve({ findings: [], unchecked: [] }),
};
