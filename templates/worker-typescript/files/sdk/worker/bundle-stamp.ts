import { z } from 'zod/mini';

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
