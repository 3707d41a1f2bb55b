import type { Platform } from '../domain/platform.ts';
import { ToolError, type Problem } from '../errors/tool-error.ts';
import { findingsOf, type PolicyCheckInput } from './check/check.ts';
import type { Finding } from './check/finding.ts';
import { caseCount } from './check/test-findings.ts';
import { compilingOf, type CompiledPolicy } from './compile.ts';
import { namespaceProblems, type Owners } from './namespace-problems.ts';
import type { Change } from './diff/change.ts';
import { diffEntries, type DiffInput } from './diff/diff.ts';
import { diffLimits, type LimitChange } from './diff/limits.ts';
import { diffTraffic, type TrafficChange } from './diff/traffic.ts';
import { inTurns, type Steps } from './in-turns.ts';
import { readingOf, type PolicyDocuments, type PolicyText, type ReadFiles } from './read.ts';
import { readTexts, type PolicyFiles } from './read-files.ts';
import { structuralProblems } from './structural-problems.ts';
import { editList, type RevocationsPlace } from './revocations/change-revocations.ts';
import type { RevocationChange } from './revocations/edit-revocations.ts';
import { readList, type Revocation } from './revocations/read-revocations.ts';

export type { Finding } from './check/finding.ts';
export type { KnownNamespace } from './check/document-findings.ts';
export type { CompiledPolicy } from './compile.ts';
export type { Change } from './diff/change.ts';
export type { LimitChange } from './diff/limits.ts';
export type { TrafficChange } from './diff/traffic.ts';
export type { Counting, Denial, Explanation, Question, Verdict } from './explain.ts';
export type { CallerLimit, NamespaceLimit } from './limits.ts';
export type { PolicyFiles } from './read-files.ts';
export type { RevocationsPlace } from './revocations/change-revocations.ts';
export type { RevocationChange } from './revocations/edit-revocations.ts';
export type { Revocation } from './revocations/read-revocations.ts';
export type { BreakGlassGrant, Caller, Policy, Rights, Traffic, TypePattern, TypeScope, Where } from './rights.ts';

export interface LoadedPolicy {
  readonly policy: CompiledPolicy;
  readonly documents: PolicyDocuments;
  /** Every file that was read, sorted; a folder may get others. */
  readonly files: readonly string[];
  /** What each of them held. */
  readonly read: ReadFiles;
}

export interface PolicyInput {
  /** Files, and folders with all `*.yaml` below them. Absolute. */
  readonly paths: readonly string[];
  readonly files: PolicyFiles;
  /** Its places are the only ones; any are taken when it is left out. */
  readonly platform?: Pick<Platform, 'environments' | 'regions'>;
  /** Whose each namespace is; when left out, each document is believed. */
  readonly owners?: Owners;
  /** What is in use: files whose text is the same are not read into documents again. */
  readonly before?: LoadedPolicy | undefined;
}

/**
 * Reads and compiles a policy; throws POLICY_INVALID with all that is wrong, each at its place. It rests every few milliseconds, between
 * documents and between grants, since a proxy serves calls meanwhile.
 */
export async function loadPolicy(input: PolicyInput): Promise<LoadedPolicy> {
  const problems: Problem[] = [];
  const texts = await readTexts(input.paths, input.files, problems);
  const loaded = await inTurns(loadingOf(texts, input, problems));
  if (problems.length > 0) throw invalidPolicy(problems);
  return loaded;
}

function* loadingOf(texts: readonly PolicyText[], { platform, owners, before }: PolicyInput, problems: Problem[]): Steps<LoadedPolicy> {
  const { documents, read, problems: found } = yield* readingOf(texts, before?.read);
  problems.push(...found);
  if (problems.length === 0) problems.push(...noDocuments(documents, texts));
  const policy = yield* compilingOf(documents, problems);
  problems.push(...(yield* structuralProblems(documents, policy.entries, platform)));
  yield;
  problems.push(...namespaceProblems(documents.namespaces, owners));
  return { policy, documents, files: texts.map(({ file }) => file), read };
}

/** A file that was cut off, or is not there yet, would shut everybody out. */
function noDocuments({ policies, breakGlass, namespaces }: PolicyDocuments, texts: readonly PolicyText[]): Problem[] {
  if (policies.length + breakGlass.length + namespaces.length > 0) return [];
  const message = 'holds no Policy, BreakGlass or Namespace document, so that nobody would be granted anything';
  return texts.map(({ file }) => ({ file, message }));
}

/** Reads a list of revocations; throws REVOCATIONS_INVALID with every problem at once. */
export function readRevocations(text: string, file: string): Revocation[] {
  return readList(text, file);
}

/** Shuts a caller out, or lets it in again, while no other run changes the list; it comes to be if there is none. */
export async function changeRevocations(place: RevocationsPlace, change: RevocationChange): Promise<void> {
  await editList(place, change);
}

/** What is valid and hardly meant, and each case of a PolicyTest that comes out otherwise; by place. */
export function checkPolicy(loaded: LoadedPolicy, more: Pick<PolicyCheckInput, 'namespaces' | 'now'>): PolicyCheck {
  return { findings: findingsOf({ ...loaded, ...more }), cases: caseCount(loaded.documents) };
}

export interface PolicyCheck {
  readonly findings: readonly Finding[];
  /** Cases of PolicyTest documents that were run. */
  readonly cases: number;
}

export interface PolicyDiff {
  readonly changes: readonly Change[];
  readonly limits: readonly LimitChange[];
  readonly traffic: readonly TrafficChange[];
}

/** Who gains and who loses what; the same rights by other roles are no change. */
export function diffPolicies(before: LoadedPolicy, after: LoadedPolicy, platform: DiffInput['platform']): PolicyDiff {
  const documents = { before: before.documents, after: after.documents, platform };
  return {
    changes: diffEntries({ before: before.policy.entries, after: after.policy.entries, platform }),
    limits: diffLimits(documents),
    traffic: diffTraffic(documents),
  };
}

function invalidPolicy(problems: readonly Problem[]): ToolError {
  return new ToolError('POLICY_INVALID', 'the policy is not valid', {
    problems: problems.toSorted(byPlace),
    hint: 'Mend it; `temporal-platform policy check` says whether it is right. What was in use before stays in use.',
  });
}

function byPlace(a: Problem, b: Problem): number {
  const file = (a.file ?? '').localeCompare(b.file ?? '');
  return file || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
