import { relative } from 'node:path';
import { describeError } from '../../errors/describe.ts';
import { exitCode } from '../../errors/exit-code.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { workerStatus, type WorkerInput, type WorkerStatus } from '../../regenerate/regenerate.ts';
import type { Deps } from '../deps.ts';
import { readInventories, type Told } from './inventory.ts';
import { failed, stateOf, worstExit } from './outcome.ts';
import { letSignalsIn, progressText } from './progress.ts';
import { documentText, planJson } from './report.ts';
import { workerInputs, workerRoots, type WorkerFlags } from './worker-inputs.ts';

export interface StatusFlags extends WorkerFlags {
  check: boolean;
  json: boolean;
  inventory: readonly string[];
}

interface Found {
  root: string;
  exit: number;
  findings: string[];
  status?: WorkerStatus;
  error?: unknown;
}

/** `status`: returns the exit code, which tells of findings only when `--check` asks for them. */
export async function runStatus(deps: Deps, paths: readonly string[], flags: StatusFlags): Promise<number> {
  const told = await readInventories(deps, flags);
  // Reading what others have said is a run of its own, unless workers are asked for as well.
  const isHere = flags.inventory.length === 0 || flags.all || paths.length > 0;
  const roots = isHere ? await workerRoots(deps, paths, flags) : [];
  const isOne = roots.length === 1 && !flags.all && told.length === 0;
  const all = [...told, ...(await tellAll(roots, { deps, flags, isOne }))];
  const texts = all.map(({ text }) => text);
  deps.terminal.print(flags.json ? documentText(texts) : texts.join('\n'));
  return worstExit(all);
}

async function tellAll(
  roots: readonly string[],
  { deps, flags, isOne }: { deps: Deps; flags: StatusFlags; isOne: boolean },
): Promise<Told[]> {
  const inputOf = workerInputs(deps, flags, { roots });
  const told: Told[] = [];
  for (const [index, root] of roots.entries()) {
    await letSignalsIn(deps.signal);
    if (roots.length > 1) deps.terminal.status(progressText(index, roots.length, relative(deps.cwd, root)));
    const found = findingsAt(root, await statusAt(root, inputOf), flags);
    if (isOne && found.error !== undefined) throw found.error;
    told.push({ exit: found.exit, text: flags.json ? JSON.stringify(foundJson(found, deps), undefined, 2) : foundText(found, deps) });
  }
  return told;
}

type Read = { status: WorkerStatus } | { error: unknown };

async function statusAt(root: string, inputOf: (root: string) => Promise<WorkerInput>): Promise<Read> {
  try {
    return { status: await workerStatus(await inputOf(root)) };
  } catch (error) {
    return { error };
  }
}

function findingsAt(root: string, read: Read, { check }: StatusFlags): Found {
  if (!('status' in read)) return { root, findings: [], error: read.error, exit: failed(root, read.error).exit };
  const findings = findingsOf(read.status);
  return { root, status: read.status, findings, exit: check && findings.length > 0 ? exitCode.findings : exitCode.done };
}

/** What a check is about: everything that a team or the platform should do something about. */
function findingsOf({ edited, unmade, waiting, upgrade, unanswered, isBehind }: WorkerStatus): string[] {
  const platform = edited.filter(({ ownership }) => ownership === 'platform');
  return [
    ...waiting.map(waitingText),
    ...(isBehind && upgrade?.hold === undefined ? [unanswered === undefined ? behindText(upgrade) : unansweredText(unanswered)] : []),
    ...platform.map((file) => `platform  ${file.path}  ${editText(file)}; \`regenerate --heal\` restores it`),
    ...unmade.map((what) => (what === 'config' ? 'unmade    config: run `config`' : `unmade    ${what}: \`regenerate\` makes it`)),
  ];
}

function waitingText({ path, reason, resolved }: WorkerStatus['waiting'][number]): string {
  const end = '`regenerate --continue` or `--abort`';
  return `waits     ${path}  ${resolved === undefined ? `${reason}; resolve it, then ${end}` : `resolved: ${resolved}; ${end}`}`;
}

function editText({ what, lines }: WorkerStatus['edited'][number]): string {
  return lines === undefined ? what : `${what}  +${lines.added} -${lines.removed}`;
}

function unansweredText({ message, keys }: NonNullable<WorkerStatus['unanswered']>): string {
  return `behind    ${message}: run \`regenerate ${keys.map((key) => `--set ${key}=value`).join(' ')}\``;
}

function behindText(upgrade: WorkerStatus['upgrade']): string {
  if (upgrade === undefined) return '';
  const conflicts = upgrade.steps.filter(({ conflict }) => conflict !== undefined).length;
  const merges = upgrade.steps.filter(({ kind }) => kind === 'merge').length;
  const what = `${upgrade.steps.length} files change, ${merges} merged, ${conflicts} in conflict, ${upgrade.refusals.length} refused`;
  const { template, overlay } = upgrade;
  const moves = [
    ...(template.from === template.to ? [] : [`${template.from} -> ${template.to}`]),
    ...(overlay === undefined || overlay.from === overlay.to ? [] : [`${overlay.name} ${overlay.from ?? 'nothing'} -> ${overlay.to}`]),
  ];
  const why = moves.length === 0 ? 'the platform, the answers or the template have changed' : moves.join(', ');
  return `behind    ${why}: ${what}`;
}

function foundText({ root, status, findings, error }: Found, { cwd }: Deps): string {
  const place = relative(cwd, root) || '.';
  if (status === undefined) return `${place}  failed\n  ${error instanceof ToolError ? describeError(error) : String(error)}`;
  const { template, overlays, edited, owned, upgrade } = status;
  const made = [template, ...overlays].map(({ name, version }) => `${name} ${version}`).join(', ');
  const shared = edited.filter(({ ownership }) => ownership === 'shared');
  const hold = upgrade?.hold;
  const lines = [
    `${place}  ${made}${findings.length === 0 ? ', up to date' : ''}`,
    ...findings,
    ...(hold === undefined ? [] : [`held      until ${hold.until}: ${hold.reason}`]),
    ...shared.map((file) => `yours     ${file.path}  ${editText(file)}`),
    ...owned.map(({ path, reason }) => `owned     ${path}  ${reason}`),
  ];
  return lines.join('\n  ');
}

function foundJson({ root, status, findings, exit, error }: Found, { cwd }: Deps) {
  const place = { root, path: relative(cwd, root) || '.', exit };
  if (status === undefined) {
    const isTool = error instanceof ToolError;
    return { ...place, error: { code: isTool ? error.code : 'INTERNAL', message: isTool ? error.message : String(error) } };
  }
  const { name, template, overlays, edited, owned, unmade, waiting, upgrade } = status;
  const plan = upgrade === undefined ? {} : { upgrade: { state: stateOf(upgrade), ...planJson(upgrade) } };
  return { ...place, name, template, overlays, isCurrent: findings.length === 0, edited, owned, unmade, waiting, ...plan };
}
