import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ToolError } from '../errors/tool-error.ts';
import { placeKind } from '../transaction/transaction.ts';
import { recordChange } from './changes.ts';
import { lockFailure, lockMaker, lockTimeout, outsideDependency, type LockFailure, type LockMaker } from './lock-makers.ts';
import { manifestOf } from './locks.ts';
import { readRecord } from './read-record.ts';
import { isSameBytes, withLineEndsOf } from './texts.ts';
import type { WorkerInput } from './worker-input.ts';
import { write } from './write.ts';

/** `reason`: why a lock was not made; the record keeps saying so. */
export type LockOutcome =
  | { path: string; kind: 'made' }
  | { path: string; kind: 'unmade'; reason: string; byHand: string; isLater: boolean };

/**
 * Has the package managers make the locks that the record says are unmade. They work in a copy outside the worker, so that whatever
 * stops them leaves the worker's files as they were.
 */
export async function makeLocks(input: WorkerInput): Promise<LockOutcome[]> {
  const unmade = (await readRecord(input.root, input.files)).value.unmade ?? [];
  const outcomes: LockOutcome[] = [];
  for (const path of unmade.filter((what) => manifestOf[what] !== undefined)) outcomes.push(await makeLock(path, input));
  return outcomes;
}

async function makeLock(path: string, input: WorkerInput): Promise<LockOutcome> {
  const manifest = (await plainFile(input.root, manifestOf[path] ?? '', input)) ?? new Uint8Array();
  const maker = lockMaker(path, manifest, input.env ?? {});
  const resolved = (await obstacleOf(path, manifest, input)) ?? (await resolveOnce(path, maker, input));
  if (resolved instanceof Uint8Array) return await putLock(path, resolved, input);
  return { path, kind: 'unmade', ...resolved, byHand: maker.byHand };
}

/** A package manager that is out of reach for one worker is so for the next. */
async function resolveOnce(path: string, maker: LockMaker, input: WorkerInput): Promise<Uint8Array | LockFailure> {
  const known = input.unreachable?.get(maker.command);
  if (known !== undefined) return { reason: known, isLater: true };
  const resolved = await resolveIn(path, maker, input);
  if (!(resolved instanceof Uint8Array) && resolved.isLater) input.unreachable?.set(maker.command, resolved.reason);
  return resolved;
}

async function obstacleOf(path: string, manifest: Uint8Array, { root, files }: WorkerInput): Promise<LockFailure | undefined> {
  for (const each of [path, manifestOf[path] ?? '']) {
    const kind = await placeKind(root, each, files);
    if (kind !== 'file' && !(kind === undefined && each === path)) return { reason: `${each} is no file here`, isLater: false };
  }
  const outside = path === 'package-lock.json' ? outsideDependency(manifest) : undefined;
  if (outside === undefined) return undefined;
  return { reason: `package.json names ${outside} outside of the worker, so it has to be made in place`, isLater: true };
}

/** The new lock, or why there is none. */
async function resolveIn(path: string, maker: LockMaker, input: WorkerInput): Promise<Uint8Array | LockFailure> {
  const { files, processes, signal } = input;
  const folder = join(tmpdir(), `worker-lock-${randomUUID()}`);
  try {
    await copyNeeds(folder, maker, input);
    input.tell?.(`  … ${path}`);
    const result = await processes.run(maker.command, maker.args, { cwd: folder, env: maker.env, signal, timeout: lockTimeout });
    if (signal.aborted) throw interrupted(path);
    return lockFailure(maker, result) ?? (await files.read(join(folder, path)));
  } finally {
    input.tell?.('');
    await files.remove(folder);
  }
}

async function copyNeeds(folder: string, { needs }: LockMaker, { root, files }: WorkerInput): Promise<void> {
  const deep = needs.filter((name) => name.startsWith('**')).map((name) => name.slice(2));
  const below = deep.length === 0 ? [] : await files.walk(root, (path) => /(^|\/)(node_modules|\.git|\.venv|dist)$/.test(path));
  const wanted = [...needs.filter((name) => !name.startsWith('**')), ...below.filter((path) => deep.some((name) => endsIn(path, name)))];
  await files.makeDirectory(folder);
  for (const path of new Set(wanted)) {
    if ((await placeKind(root, path, files)) !== 'file') continue;
    await files.makeDirectory(join(folder, dirname(path)));
    await files.write(join(folder, path), await files.read(join(root, path)));
  }
}

function endsIn(path: string, name: string): boolean {
  return path === name || path.endsWith(`/${name}`);
}

/** The lock and the record that no longer misses it, together. */
async function putLock(path: string, made: Uint8Array, input: WorkerInput): Promise<LockOutcome> {
  const { root, files } = input;
  const bytes = await plainFile(root, path, input);
  const before = bytes === undefined ? undefined : { bytes, mode: await files.modeOf(join(root, path)) };
  const after = { bytes: bytes === undefined ? made : withLineEndsOf(made, bytes), mode: before?.mode ?? ('644' as const) };
  const { text, value } = await readRecord(root, files);
  const rest = value.unmade?.filter((what) => what !== path) ?? [];
  const record = recordChange(text, { ...value, unmade: rest.length === 0 ? undefined : rest });
  const isSame = bytes !== undefined && isSameBytes(bytes, after.bytes);
  await write(input, isSame ? [record] : [{ path, before, after }, record]);
  return { path, kind: 'made' };
}

async function plainFile(root: string, path: string, { files }: Pick<WorkerInput, 'files'>): Promise<Uint8Array | undefined> {
  return (await placeKind(root, path, files)) === 'file' ? await files.read(join(root, path)) : undefined;
}

function interrupted(path: string): ToolError {
  return new ToolError('INTERRUPTED', `stopped while ${path} was being made`, {
    hint: `The worker is regenerated; ${path} is as it was, and the record says that it is still to be made. Run \`regenerate\` for the rest.`,
  });
}
