import { relative } from 'node:path';
import { describeError } from '../../errors/describe.ts';
import { ToolError } from '../../errors/tool-error.ts';
import type { Branch, Made, Step, WorkerPlan } from '../../regenerate/regenerate.ts';
import { diffText } from '../diff-text.ts';
import type { Outcome, ShownPlan, State } from './outcome.ts';

interface ReportOptions {
  cwd: string;
  dryRun: boolean;
  /** Leaves out what a version changes where it has been said already. */
  withoutChanges?: boolean;
}

/** One worker, for people. */
export function outcomeText(outcome: Outcome, { cwd, dryRun, withoutChanges }: ReportOptions): string {
  const { plan, error, root, state } = outcome;
  const place = relative(cwd, root) || '.';
  if (plan === undefined) return `${place}  failed\n${indented(errorText(error))}`;
  const lines = [headline(place, plan, { state, withoutChanges })];
  if (state !== 'held' && state !== 'left') lines.push(...plan.steps.map(stepText));
  if (dryRun && state !== 'held' && state !== 'left') lines.push(...plan.locks.map(lockText));
  lines.push(...plan.refusals.map(({ path, reason }) => `  refused   ${path}  ${reason}`));
  if (outcome.made !== undefined) lines.push(...madeText(outcome.made));
  if (outcome.branch !== undefined) return [...lines, branchText(outcome.branch)].join('\n');
  lines.push(...advice(state, dryRun).map((line) => `  ${line}`));
  return lines.join('\n');
}

interface HeadlineOptions {
  state: State;
  withoutChanges: boolean | undefined;
}

function headline(place: string, { template, overlay, hold }: ShownPlan, { state, withoutChanges }: HeadlineOptions): string {
  const moves = [template, ...(overlay === undefined ? [] : [overlay])];
  const version = moves.map((move, index) => moveText(move, index === moves.length - 1)).join(', ');
  if (state === 'current') return `${place}  ${moves.map(({ name, to }) => `${name} ${to}`).join(', ')}, nothing to do`;
  if (state === 'held') return `${place}  ${version}\n  held until ${hold?.until ?? ''}: ${hold?.reason ?? ''}`;
  if (state === 'left') return `${place}  ${version}\n  left for later`;
  const longer = withoutChanges === true ? [] : moves.filter((move, index) => isMove(move) && !isInline(move, index === moves.length - 1));
  return [`${place}  ${version}`, ...longer.flatMap(({ changes }) => changes.map((change) => `    ${change}`))].join('\n');
}

type Move = WorkerPlan['template'] | NonNullable<WorkerPlan['overlay']>;

function moveText(move: Move, isLast: boolean): string {
  const { name, from, to, changes } = move;
  if (from === to) return `${name} ${to}`;
  if (from === undefined) return `${name} ${to}, new over it`;
  return isInline(move, isLast) ? `${name} ${from} -> ${to}: ${changes.join(' ')}` : `${name} ${from} -> ${to}`;
}

function isMove({ from, to }: Move): boolean {
  return from !== undefined && from !== to;
}

/** One sentence stands behind the versions, more of them below. */
function isInline({ changes }: Move, isLast: boolean): boolean {
  return isLast && changes.length === 1;
}

function stepText({ kind, path, from, conflict, discards, ownership }: Step): string {
  const places = conflict?.places?.map(({ startLine, endLine }) => (startLine === endLine ? `${startLine}` : `${startLine}-${endLine}`));
  const notes = [
    from === undefined ? undefined : `from ${from}`,
    conflict === undefined ? undefined : `${conflict.reason}${places === undefined ? '' : ` (lines ${places.join(', ')})`}`,
    discards === true ? `your edits go: it is the ${ownership}'s` : undefined,
  ].filter((note) => note !== undefined);
  return `  ${kind.padEnd(8)}  ${[path, ...notes].join('  ')}`;
}

function branchText({ name, state, commit, reason }: Branch): string {
  const words = {
    made: commit === undefined ? 'is not made yet' : `made, ${commit.slice(0, 12)}`,
    same: 'there already',
    left: `left alone: ${reason ?? ''}`,
  };
  return `  branch    ${name}  ${words[state]}`;
}

function lockText(path: string): string {
  const maker = path === 'package-lock.json' ? 'npm' : 'uv';
  return `  make      ${path}  by ${maker}, because what you depend on is not what the template does`;
}

/** What was made from other files, what could not be, and what makes it. */
export function madeText({ unmade, error, locks = [] }: Made): string[] {
  const config = error === undefined ? [] : [`  unmade    config, schemas and deploy: ${error.message}`, `            then run \`config\``];
  const tried = locks.flatMap((lock) => {
    if (lock.kind === 'made') return [`  made      ${lock.path}`];
    return [`  unmade    ${lock.path}: ${lock.reason}`, `            then run \`regenerate\`, or \`${lock.byHand}\` yourself`];
  });
  const others = unmade.filter((what) => what !== 'config' && !locks.some(({ path }) => path === what));
  return [...config, ...tried, ...others.map((path) => `  unmade    ${path}: \`regenerate\` makes it`)];
}

function advice(state: State, dryRun: boolean): string[] {
  if (state === 'refused') {
    return ['Commit or move them, or take a file over with `regenerate --own PATH --reason TEXT`. Nothing was written.'];
  }
  if (dryRun) return ['Nothing was written.'];
  if (state === 'conflict') {
    return [
      'Edit what has conflict markers; for a file without, `regenerate --resolve PATH=ours|theirs|deleted`.',
      'Then `regenerate --continue`; or `regenerate --abort` for every file as it was.',
    ];
  }
  return [];
}

const summaryWords: readonly (readonly [State, string])[] = [
  ['current', 'as they should be'],
  ['clean', 'clean'],
  ['merged', 'merged with team edits'],
  ['conflict', 'need a person'],
  ['refused', 'refused'],
  ['held', 'held'],
  ['left', 'left for later'],
  ['failed', 'failed'],
];

/** A fleet in one line. */
export function summaryText(outcomes: readonly Pick<Outcome, 'state'>[]): string {
  const counts = summaryWords.map(([state, words]) => [outcomes.filter((outcome) => outcome.state === state).length, words] as const);
  const parts = counts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  if (outcomes.length === 0) return '0 workers   none has the answers that --where names';
  return [outcomes.length === 1 ? '1 worker' : `${outcomes.length} workers`, ...parts].join('   ');
}

/** What a plan changes, line by line. */
export async function planDiff({ steps }: Pick<WorkerPlan, 'steps'>, hasColour: boolean): Promise<string> {
  const text = await diffText(steps.filter(isText).map(sidesOf));
  if (!hasColour) return text;
  const { Chalk } = await import('chalk');
  const colour = new Chalk({ level: 1 });
  const lines = text.split('\n').map((line) => {
    if (/^(\+\+\+|---) /.test(line)) return colour.bold(line);
    if (line.startsWith('+')) return colour.green(line);
    if (line.startsWith('-')) return colour.red(line);
    return line.startsWith('@@') ? colour.cyan(line) : line;
  });
  return lines.join('\n');
}

function isText({ before, after }: Step): boolean {
  return [before, after].every((state) => state?.bytes.includes(0) !== true);
}

function sidesOf({ path, from, before, after }: Step) {
  return { path, from, before: textOf(before), after: textOf(after) };
}

function textOf(state: Step['before']): string | undefined {
  return state === undefined ? undefined : new TextDecoder().decode(state.bytes);
}

/** The run as one document, of the workers' own. */
export function documentText(workers: readonly string[]): string {
  return `{\n  "schemaVersion": 1,\n  "workers": [${workers.map((text) => `\n${indented(text, '    ')}`).join(',')}${workers.length === 0 ? '' : '\n  '}]\n}`;
}

/** One worker, as text: a tenth of what its plan takes. */
export async function outcomeJson(outcome: Outcome, options: { cwd: string; withDiff: boolean }): Promise<string> {
  return JSON.stringify(await workerJson(outcome, options), undefined, 2);
}

async function workerJson(
  { root, state, exit, written, plan, made, branch, ...outcome }: Outcome,
  options: { cwd: string; withDiff: boolean },
) {
  const error = outcome.error ?? made?.error;
  return {
    root,
    path: relative(options.cwd, root) || '.',
    state,
    exit,
    written,
    ...(plan === undefined ? {} : await planAndDiff(plan, options.withDiff)),
    ...(branch === undefined ? {} : { branch }),
    ...(made === undefined ? {} : { unmade: made.unmade, locks: made.locks ?? [] }),
    ...(error === undefined ? {} : { error: errorJson(error) }),
  };
}

async function planAndDiff(plan: ShownPlan, withDiff: boolean) {
  return withDiff ? { ...planJson(plan), diff: await planDiff(plan, false) } : planJson(plan);
}

/** Everything but the bytes. */
export function planJson({ name, template, overlay, hold, steps, refusals, locks }: ShownPlan) {
  return {
    name,
    template,
    ...(overlay === undefined ? {} : { overlay }),
    ...(hold === undefined ? {} : { hold }),
    steps: steps.map(({ kind, path, from, ownership, before, after, discards, conflict }) => ({
      kind,
      path,
      ...(from === undefined ? {} : { from }),
      ownership,
      ...(before?.mode === after?.mode || after === undefined ? {} : { mode: after.mode }),
      ...(discards === true ? { discards } : {}),
      ...(conflict === undefined ? {} : { conflict: { kind: conflict.kind, reason: conflict.reason, places: conflict.places ?? [] } }),
    })),
    refusals,
    locksToMake: locks,
  };
}

function errorJson(error: unknown) {
  if (error instanceof ToolError) return { code: error.code, message: error.message, problems: error.problems };
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error), problems: [] };
}

function errorText(error: unknown): string {
  if (error instanceof ToolError) return describeError(error);
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function indented(text: string, by = '  '): string {
  return text
    .split('\n')
    .map((line) => `${by}${line}`)
    .join('\n');
}
