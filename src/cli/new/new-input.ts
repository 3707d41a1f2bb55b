import { basename, resolve } from 'node:path';
import type { Answers } from '../../domain/managed-worker.ts';
import { workerNameProblem } from '../../domain/names.ts';
import type { Platform } from '../../domain/platform.ts';
import type { Deps } from '../deps.ts';
import { loadPlatform } from '../load-platform.ts';
import { readNamedFile } from '../named-file.ts';
import {
  answerNames,
  completeAnswers,
  mergeAnswers,
  missingAnswers,
  readAnswerFlags,
  readAnswersFile,
  type AnswerFlags,
  type GivenAnswers,
  type GivenExtensions,
} from './answers.ts';
import { askAnswers } from './ask.ts';
import { findOwner } from './find-owner.ts';

/** As commander gives them. */
export interface NewFlags extends AnswerFlags {
  answers?: string;
  set?: readonly string[];
  yes?: boolean;
  platform?: string;
  templates?: string;
  dryRun?: boolean;
  json?: boolean;
  install: boolean;
  git: boolean;
}

export interface NewInput {
  answers: Answers;
  /** Answers of a file to the template's own questions. */
  extensions: GivenExtensions | undefined;
  platform: Platform;
  /** Absolute. */
  target: string;
  /** Somebody is there, and wants to be asked. */
  isAsked: boolean;
}

/** From a command line to checked answers and a target: files are read and people asked, nothing is written. */
export async function newInput(deps: Deps, directory: string | undefined, flags: NewFlags): Promise<NewInput> {
  const { document } = await loadPlatform(deps, flags.platform);
  const platform = document.spec;
  const given = await givenAnswers(deps, flags, platform);
  const isAsked = deps.terminal.isInteractive && flags.yes !== true && flags.json !== true;
  const missing = isAsked ? undefined : missingAnswers(given.values, flags.yes === true);
  if (missing !== undefined) throw missing;
  const values = isAsked ? await ask(deps, { given, platform, directory }) : given.values;
  const answers = completeAnswers({ ...given, values }, platform);
  return { answers, extensions: given.extensions, platform, target: resolve(deps.cwd, directory ?? answers.name), isAsked };
}

async function givenAnswers(deps: Deps, flags: NewFlags, platform: Platform): Promise<GivenAnswers> {
  const fromFile =
    flags.answers === undefined ? [] : [readAnswersFile(await readAnswersText(deps, flags.answers), flags.answers, platform)];
  const named = answerNames.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]] as const]));
  return mergeAnswers(...fromFile, readAnswerFlags(Object.fromEntries(named), platform));
}

async function readAnswersText({ files, cwd }: Deps, name: string): Promise<string> {
  const path = resolve(cwd, name);
  return await readNamedFile({ path, name, what: 'answers file', flag: '--answers', code: 'ANSWERS_FILE_INVALID' }, files);
}

interface Asking {
  given: GivenAnswers;
  platform: Platform;
  directory: string | undefined;
}

async function ask(deps: Deps, { given: { values }, platform, directory }: Asking): Promise<GivenAnswers['values']> {
  deps.terminal.talk('  A worker on the paved road. Five questions and a language; worker.yaml keeps the answers.\n');
  const folder = directory === undefined ? undefined : basename(resolve(deps.cwd, directory));
  const name = folder !== undefined && workerNameProblem(folder) === undefined ? folder : undefined;
  const target = resolve(deps.cwd, directory ?? values.name ?? '.');
  const owner = values.owner === undefined ? await findOwner(target, platform, deps) : undefined;
  return await askAnswers({ prompts: deps.prompts, platform, values, name, owner });
}
