import { z } from 'zod/mini';
import { markOf } from '../implementation.ts';
import { mendConfig } from './config-error.ts';

/** What a workflow bundle was made of and with, written beside it. */
export const bundleStamp = z.object({
  /** Version of @temporalio/worker: another one cannot be trusted to run the bundle. */
  sdk: z.string(),
  workflows: z.record(z.string(), z.object({ taskQueue: z.string(), localActivities: z.array(z.string()) })),
});
export type BundleStamp = z.infer<typeof bundleStamp>;

export function stampPath(bundlePath: string): string {
  return bundlePath.replace(/\.js$/, '.json');
}

/** The stamp of a bundle made from the generated module of workflows. */
export function stampOf(workflows: Readonly<Record<string, unknown>>, sdk: string): BundleStamp {
  const stamped = Object.entries(workflows).map(([name, body]) => {
    const made = markOf(body);
    if (made?.contract.name !== name) {
      throw new Error(`src/generated/workflows.ts does not export ${name} under its own name. ${mendConfig}`);
    }
    const { contract, localActivities } = made;
    return [name, { taskQueue: contract.taskQueue, localActivities: [...localActivities] }] satisfies [string, unknown];
  });
  return { sdk, workflows: Object.fromEntries(stamped) };
}
