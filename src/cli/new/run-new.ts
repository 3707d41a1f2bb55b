import { relative, resolve } from 'node:path';
import { Chalk, type ChalkInstance } from 'chalk';
import { exitCode } from '../../errors/exit-code.ts';
import { ToolError } from '../../errors/tool-error.ts';
import {
  checkTargetTakes,
  commitNewWorker,
  installNewWorker,
  newTemplates,
  planNewWorker,
  writeNewWorker,
  type Applied,
  type RepositoryOutcome,
  type ScaffoldPlan,
} from '../../scaffold/scaffold.ts';
import type { Deps } from '../deps.ts';
import { templateSource } from '../template-source.ts';
import { newInput, type NewFlags, type NewInput } from './new-input.ts';
import { installAgain, nextSteps } from './next-steps.ts';
import { previewLines, treeLines } from './preview.ts';
import { checkOwnTemplates } from './own-templates.ts';
import { newTemplateAnswers } from './template-answers.ts';

interface Run {
  deps: Deps;
  flags: NewFlags;
  input: NewInput;
  plan: ScaffoldPlan;
  colour: ChalkInstance;
}

/** `new`: from answers to a worker; returns the exit code. */
export async function runNew(deps: Deps, directory: string | undefined, flags: NewFlags): Promise<number> {
  const input = await newInput(deps, directory, flags);
  const templates = await templateSource(deps, flags.templates);
  if (flags.templates !== undefined) await checkOwnTemplates(templates, flags.templates, input.answers.language);
  const found = await newTemplates(input.answers.language, templates);
  const { questions } = found;
  const given = { questions, fromFile: input.extensions, set: flags.set ?? [], isAsked: input.isAsked };
  const plan = await planNewWorker({
    answers: input.answers,
    extensions: await newTemplateAnswers(deps, given),
    found,
    platform: input.platform,
    tool: { name: deps.tool.name, version: deps.tool.version },
    templates,
  });
  await checkTargetTakes(input.target, plan, deps);
  const run: Run = { deps, flags, input, plan, colour: new Chalk({ level: deps.terminal.hasColour ? 1 : 0 }) };
  if (flags.dryRun === true) return showPlan(run);
  await confirm(run);
  return await make(run);
}

function showPlan(run: Run): number {
  const { deps, flags, plan } = run;
  if (flags.json === true) printJson(run, { written: false });
  else deps.terminal.print(treeLines(shownTarget(run), plan.writes).join('\n'));
  return exitCode.done;
}

async function confirm({ deps, input, plan, ...run }: Run): Promise<void> {
  if (run.flags.json === true) return;
  const title = shownTarget({ deps, input });
  deps.terminal.talk(`\n${previewLines(title, plan.writes).join('\n')}`);
  const count = `${plan.writes.length} files.`;
  if (!input.isAsked) deps.terminal.talk(`  ${count}`);
  else if (!(await deps.prompts.confirm(`${count} Create?`))) {
    throw new ToolError('INTERRUPTED', 'stopped', { hint: 'Nothing was written.' });
  }
}

async function make(run: Run): Promise<number> {
  const { deps, flags, input } = run;
  const applied = await write(run);
  const place = { cwd: deps.cwd, target: input.target, language: input.answers.language };
  const git = flags.git ? await commit(run) : undefined;
  if (flags.install) await install(run, installAgain(place));
  const next = nextSteps({ ...place, isInstalled: flags.install });
  if (flags.json === true)
    printJson(run, { written: true, recovered: applied.recovered, git: git ?? { kind: 'skipped' }, installed: flags.install, next });
  else deps.terminal.talk(`\n  Next:  ${next}`);
  return exitCode.done;
}

async function write(run: Run): Promise<Applied> {
  const { deps, input, plan } = run;
  const { files, bytes, signal, terminal } = deps;
  const onProgress = (done: number) => terminal.status(`  … files ${done}/${plan.writes.length}`);
  const applied = await writeNewWorker(input.target, plan, { files, bytes, signal, onProgress });
  if (applied.recovered) tell(run, 'removed what an earlier run had left half done');
  tell(run, `${plan.writes.length} files`);
  return applied;
}

async function commit(run: Run): Promise<RepositoryOutcome> {
  const { deps, input, plan } = run;
  const message = `Make ${input.answers.name} with ${deps.tool.name} ${deps.tool.version}`;
  const outcome = await commitNewWorker(input.target, plan, { processes: deps.processes, signal: deps.signal, message });
  if (deps.signal.aborted) throw stopped(run);
  switch (outcome.kind) {
    case 'committed':
      tell(run, 'git init, first commit');
      break;
    case 'inside':
      note(run, `inside the repository ${outcome.root}: nothing was committed`);
      break;
    case 'uncommitted':
      note(run, `git init, but no commit: ${outcome.reason}. In the folder, run \`${outcome.command}\``);
      break;
    case 'failed':
      note(run, `no git repository: ${outcome.reason}`);
  }
  return outcome;
}

async function install(run: Run, retry: string): Promise<void> {
  const { processes, signal, tool, terminal } = run.deps;
  let began = 0;
  await installNewWorker(run.input.target, run.plan, {
    processes,
    signal,
    toolRoot: tool.root,
    retry,
    onStep: ({ label }) => {
      began = Date.now();
      terminal.status(`  … ${label}`);
    },
    onDone: ({ label }) => tell(run, `${label} (${Math.round((Date.now() - began) / 1000)} s)`),
  });
}

function stopped({ deps, input }: Run): ToolError {
  const again = installAgain({ cwd: deps.cwd, target: input.target, language: input.answers.language });
  return new ToolError('INTERRUPTED', 'stopped after the files were written', {
    hint: `The files are complete. Run \`${again}\` for the rest.`,
  });
}

function tell({ deps, flags, colour }: Run, text: string): void {
  if (flags.json !== true) deps.terminal.talk(`  ${colour.green('✔')} ${text}`);
}

function note({ deps, flags, colour }: Run, text: string): void {
  if (flags.json !== true) deps.terminal.talk(`  ${colour.yellow('!')} ${text}`);
}

function shownTarget({ deps, input }: Pick<Run, 'deps' | 'input'>): string {
  const path = relative(deps.cwd, input.target);
  if (path === '') return '.';
  return path.startsWith('..') ? resolve(input.target) : path;
}

function printJson({ deps, input, plan }: Run, outcome: object): void {
  const files = plan.writes.map(({ path, mode, ownership }) => ({ path, mode, ownership: ownership ?? 'record' }));
  deps.terminal.print(
    JSON.stringify({ schemaVersion: 1, directory: input.target, answers: input.answers, files, ...outcome }, undefined, 2),
  );
}
