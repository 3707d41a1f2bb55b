import type { RecordedFile } from '../domain/record.ts';
import type { RenderedFile } from '../templates/templates.ts';
import { entryOf, type Context, type Ours, type Step } from './step.ts';
import { isSameBytes, textOf, withLineFeeds } from './texts.ts';

/** What a lock file is made from. */
const manifestOf: Readonly<Record<string, string>> = {
  'package-lock.json': 'package.json',
  'requirements.lock': 'pyproject.toml',
  'requirements-dev.lock': 'pyproject.toml',
};
const lockedKeys = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
const dependencyKeys = [...lockedKeys, 'overrides', 'workspaces'];

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
  const manifestStep = input.steps.find((candidate) => candidate.path === manifest);
  const isTouched = manifestStep !== undefined || input.unmade.includes(theirs.path);
  const isNew = input.recorded[theirs.path]?.blob !== input.gitBlobId(theirs.bytes);
  if (!isTouched && !isNew) return 'kept';
  if (isAsTemplate(manifest, manifestStep, input)) return takenLock(theirs, input);
  return isTouched && !isMade(theirs.path, manifestAfter(manifestStep, input.oursAt(manifest)), input) ? 'stale' : 'kept';
}

function takenLock({ path, bytes, mode, ownership }: RenderedFile, { oursAt }: LockInput): Step | 'kept' {
  const ours = oursAt(path);
  if (ours.kind === 'other') return 'kept';
  const before = ours.kind === 'file' ? ours.state : undefined;
  if (before !== undefined && isSameBytes(withLineFeeds(before.bytes), withLineFeeds(bytes))) return 'kept';
  return { kind: before === undefined ? 'add' : 'replace', path, ownership, before, after: { bytes, mode } };
}

function isAsTemplate(manifest: string, step: Step | undefined, { theirs, oursAt }: LockInput): boolean {
  const result = manifestAfter(step, oursAt(manifest));
  const pristine = theirs.find(({ path }) => path === manifest)?.bytes;
  if (result === undefined || pristine === undefined) return false;
  if (!manifest.endsWith('.json')) return isSameBytes(withLineFeeds(result), withLineFeeds(pristine));
  return dependenciesOf(result) === dependenciesOf(pristine);
}

/** Whether the team's npm lock locks what the manifest asks for: npm copies that into the lock. Other locks do not say. */
function isMade(path: string, manifest: Uint8Array | undefined, { oursAt }: LockInput): boolean {
  const ours = oursAt(path);
  if (path !== 'package-lock.json' || manifest === undefined || ours.kind !== 'file') return false;
  const locked = rootOfLock(ours.state.bytes);
  return locked !== undefined && locked === dependenciesOf(manifest, lockedKeys);
}

function rootOfLock(bytes: Uint8Array): string | undefined {
  try {
    const { packages } = JSON.parse(textOf(bytes) ?? '') as { packages?: Record<string, unknown> };
    return dependenciesOf(new TextEncoder().encode(JSON.stringify(packages?.[''])), lockedKeys);
  } catch {
    return undefined;
  }
}

/** `undefined`: nobody can tell yet, or there is none. */
function manifestAfter(step: Step | undefined, ours: Ours): Uint8Array | undefined {
  if (step?.conflict !== undefined) return undefined;
  return step?.after?.bytes ?? (ours.kind === 'file' ? ours.state.bytes : undefined);
}

/** `undefined` of a file that is no JSON equals nothing of the template's, which is. */
function dependenciesOf(bytes: Uint8Array, keys: readonly string[] = dependencyKeys): string | undefined {
  try {
    const manifest = JSON.parse(textOf(bytes) ?? '') as Record<string, unknown>;
    return JSON.stringify(keys.map((key) => sortedPairs(manifest[key])));
  } catch {
    return undefined;
  }
}

function sortedPairs(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)) : value;
}
