import type { Files } from '../adapters/files.ts';
import { deriveFiles, type DerivedFile, type DerivedInput, type DerivedPlan } from './derived-files.ts';
import { readConfigChanges, writeConfig, type ConfigInput, type ConfigReading } from './make-config.ts';
import { readWorker, type FoundWorker } from './worker-file.ts';

export type { Change } from './changes.ts';
export type { DerivedFile, DerivedInput, DerivedPlan } from './derived-files.ts';
export type { ConfigInput, ConfigReading } from './make-config.ts';
export type { FoundWorker } from './worker-file.ts';
export type { WorkerPlace } from './worker-problems.ts';

/** Every file that is made from declarations and `worker.yaml`, sorted by path; pure. `new` and `config` both take it. */
export function planDerivedFiles(input: DerivedInput): DerivedFile[] {
  return deriveFiles(input).files;
}

/** The same, with the config documents the files were made from. */
export function planWorker(input: DerivedInput): DerivedPlan {
  return deriveFiles(input);
}

/** Finds the worker that `directory` is in, by its `worker.yaml`, and reads it strictly. */
export async function findWorker(directory: string, files: Files): Promise<FoundWorker> {
  return await readWorker(directory, files);
}

/** What the derived files of a worker lack to match its code; nothing is written. */
export async function checkConfig(input: ConfigInput): Promise<ConfigReading> {
  return await readConfigChanges(input);
}

/** Makes the derived files of a worker match its code, and says what it took. */
export async function makeConfig(input: ConfigInput): Promise<ConfigReading> {
  const reading = await readConfigChanges(input);
  await writeConfig(reading, input);
  return reading;
}
