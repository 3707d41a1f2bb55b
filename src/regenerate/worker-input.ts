import type { Bytes } from '../adapters/bytes.ts';
import type { Files } from '../adapters/files.ts';
import type { Processes } from '../adapters/processes.ts';
import type { WorkerModules } from '../adapters/worker-modules.ts';
import type { Platform } from '../domain/platform.ts';
import type { TemplateVariables } from '../domain/template-variables.ts';
import type { KnownRepositories, Repository } from './repository.ts';
import type { RenderedFile, TemplateSource } from '../templates/templates.ts';
import type { AskAnswer } from './template-answers.ts';

/** A worker, and everything that regenerating it takes. */
export interface WorkerInput {
  /** Absolute: the folder that holds `worker.yaml`. */
  root: string;
  platform: Platform;
  tool: TemplateVariables['tool'];
  /** Absolute: the folder of the running package. */
  toolRoot: string;
  templates: TemplateSource;
  files: Files;
  bytes: Bytes;
  processes: Processes;
  modules: WorkerModules;
  signal: AbortSignal;
  /** `2026-01-31`, against which holds run out. */
  today: string;
  /** Instead of the one that `root` lies in. */
  repository?: Repository | undefined;
  /** What this run has asked git already. */
  repositories?: KnownRepositories | undefined;
  /** Renders that another worker with the same answers has paid for. */
  renders?: Map<string, RenderedFile[]> | undefined;
  /** Names the package managers that are not on PATH. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Package managers that another worker of this run has found out of reach, and why. */
  unreachable?: Map<string, string>;
  /** Says what takes long while it does. */
  tell?: (text: string) => void;
}

export interface UpgradeOptions {
  /** Version of the worker's template; the live one when left out. */
  to?: string | undefined;
  /** Answers to change on the way. */
  set?: Readonly<Record<string, string>> | undefined;
  /** Asks a person for an answer that the worker lacks; without one that is an error. */
  ask?: AskAnswer | undefined;
  /** Platform files become the template's again. */
  heal?: boolean | undefined;
}
