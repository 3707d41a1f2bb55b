import type { Logger } from '@temporalio/worker';
import type { Customisation } from './customisation.ts';

export interface BundleInput {
  /** Absolute path of `src/generated/workflows.ts`. */
  workflowsPath: string;
  logger: Logger;
  customisation: Customisation;
}

/** The workflow bundle's code. */
export declare function bundleWorkflows(input: BundleInput): Promise<string>;
