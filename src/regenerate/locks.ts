import type { RecordedFile } from '../domain/record.ts';
import type { RenderedFile } from '../templates/templates.ts';
import { isNpmLockOf, lockInputs } from './lock-inputs.ts';
import { isPythonLockOf } from './python-lock.ts';
import { entryOf, type Context, type Ours, type Step } from './step.ts';
import { isSameBytes, withLineFeeds } from './texts.ts';

/** What a lock file is made from. */
export const manifestOf: Readonly<Record<string, string>> = {
  'package-lock.json': 'package.json',
  'requirements.lock': 'pyproject.toml',
  'requirements-dev.lock': 'pyproject.toml',
};

export interface LockPlan {
  steps: Step[];
  files: Record<string, RecordedFile>;
  /** Locks that have to be made again by their package manager. */
  unmade: string[];
}

export interface LockInput extends Pick<Context, 'gitBlobId' | 'oursAt'> {
  recorded: Readonly<Record<string, RecordedFile>>;
  theirs: readonly RenderedFile[];
  /** What the other steps come to, by path. */
  steps: readonly Step[];
  unmade: readonly string[];
}

/**
 * A lock is the template's as long as what it locks is as the template has it. Otherwise the team's stays, and has to be
 * made again when what it locks is changed now.
 */
export function planLocks(input: LockInput): LockPlan {
  const plan: LockPlan = { steps: [], files: {}, unmade: [] };
  for (const theirs of input.theirs) {
    const manifest = manifestOf[theirs.path];
    if (theirs.ownership !== 'derived' || manifest === undefined) continue;
    plan.files[theirs.path] = entryOf(theirs, input);
    const outcome = lockOutcome(theirs, manifest, input);
    if (outcome === 'stale') plan.unmade.push(theirs.path);
    else if (outcome !== 'kept') plan.steps.push(outcome);
  }
  return plan;
}

function lockOutcome(theirs: RenderedFile, manifest: string, input: LockInput): Step | 'kept' | 'stale' {
  const step = input.steps.find((candidate) => candidate.path === manifest);
  const isPending = input.unmade.includes(theirs.path);
  const isNew = input.recorded[theirs.path]?.blob !== input.gitBlobId(theirs.bytes);
  if (step === undefined && !isPending && !isNew) return 'kept';
  const after = manifestAfter(step, input.oursAt(manifest));
  if (isAsTemplate(manifest, after, input)) return takenLock(theirs, input);
  const isChanged = changesInputs(manifest, step, after);
  return (isChanged || isPending) && !isMade(theirs.path, after, { ...input, isChanged }) ? 'stale' : 'kept';
}

function changesInputs(manifest: string, step: Step | undefined, after: Uint8Array | undefined): boolean {
  return step !== undefined && !isSameInputs(manifest, step.before?.bytes, after);
}

function takenLock({ path, bytes, mode, ownership }: RenderedFile, { oursAt }: LockInput): Step | 'kept' {
  const ours = oursAt(path);
  if (ours.kind === 'other') return 'kept';
  const before = ours.kind === 'file' ? ours.state : undefined;
  if (before !== undefined && isSameBytes(withLineFeeds(before.bytes), withLineFeeds(bytes))) return 'kept';
  return { kind: before === undefined ? 'add' : 'replace', path, ownership, before, after: { bytes, mode } };
}

function isAsTemplate(manifest: string, after: Uint8Array | undefined, { theirs }: LockInput): boolean {
  return isSameInputs(manifest, after, theirs.find(({ path }) => path === manifest)?.bytes);
}

/** What cannot be read equals nothing. */
function isSameInputs(manifest: string, a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (isSameBytes(withLineFeeds(a), withLineFeeds(b))) return true;
  const inputs = lockInputs(manifest, a);
  return inputs !== undefined && inputs === lockInputs(manifest, b);
}

/**
 * Whether the team's lock locks what the manifest asks for. npm copies that into its lock. One of Python does not say what it was made
 * from, so after a change it is made again even if it holds all that is asked for: it may hold more.
 */
function isMade(path: string, manifest: Uint8Array | undefined, { oursAt, isChanged }: LockInput & { isChanged: boolean }): boolean {
  const ours = oursAt(path);
  if (manifest === undefined || ours.kind !== 'file') return false;
  if (path === 'package-lock.json') return isNpmLockOf(ours.state.bytes, manifest);
  return !isChanged && isPythonLockOf(ours.state.bytes, manifest, path === 'requirements-dev.lock' ? ['dev'] : []);
}

/** `undefined`: nobody can tell yet, or there is none. */
function manifestAfter(step: Step | undefined, ours: Ours): Uint8Array | undefined {
  if (step?.conflict !== undefined) return undefined;
  return step?.after?.bytes ?? (ours.kind === 'file' ? ours.state.bytes : undefined);
}
