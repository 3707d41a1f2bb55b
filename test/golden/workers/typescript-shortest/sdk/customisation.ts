import type { BundleOptions, NativeConnectionOptions, RuntimeOptions, WorkerOptions } from '@temporalio/worker';

/**
 * What a team sets on the official SDK itself: interceptors, converters, tuners, Nexus services, and whatever the SDK
 * learns next. Each gets the platform's options and returns those that are used.
 */
export interface Customisation {
  /** Once per task queue. */
  worker?: (options: WorkerOptions) => WorkerOptions;
  runtime?: (options: RuntimeOptions) => RuntimeOptions;
  connection?: (options: NativeConnectionOptions) => NativeConnectionOptions;
  /** When the workflows are bundled: workflow interceptors, converters, modules to leave out. */
  bundle?: (options: BundleOptions) => BundleOptions;
}
