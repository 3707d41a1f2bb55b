import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { check } from '../payloads.ts';
import { bundleStamp, stampPath, type BundleStamp } from './bundle-stamp.ts';
import { ConfigError, mendBuild } from './config-error.ts';

export function sdkVersion(): string {
  const require = createRequire(import.meta.url);
  return (require('@temporalio/worker/package.json') as { version: string }).version;
}

/** The stamp of a bundle that fits the SDK which is about to run it. */
export async function readStamp(bundlePath: string): Promise<BundleStamp> {
  const path = stampPath(bundlePath);
  const shown = relative(process.cwd(), path);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new ConfigError([`There is no workflow bundle (${shown} is missing). ${mendBuild}`]);
  });
  const stamp = check(shown, bundleStamp, JSON.parse(text));
  if (!stamp.valid) throw new ConfigError([`${stamp.problem}. ${mendBuild}`]);
  const running = sdkVersion();
  if (stamp.value.sdk !== running) {
    const problem = `The workflow bundle was built with @temporalio/worker ${stamp.value.sdk}, and ${running} is installed.`;
    throw new ConfigError([`${problem} ${mendBuild}`]);
  }
  return stamp.value;
}
