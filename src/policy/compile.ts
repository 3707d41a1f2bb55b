import type { Problem } from '../errors/tool-error.ts';
import { entriesOf } from './entries.ts';
import { indexEntries, type EntriesOfCaller, type EntryIndex } from './entry-index.ts';
import type { Entry } from './entry.ts';
import { atOnce, type Steps } from './in-turns.ts';
import { explainOf, type Explanation, type Question } from './explain.ts';
import { compileFlow, type CallerLimit, type Flow, type NamespaceLimit } from './limits.ts';
import { makeRights, type DatedRights } from './make-rights.ts';
import type { PolicyDocuments } from './read.ts';
import type { Caller, Policy, Traffic, Where } from './rights.ts';

/** A policy that can also say why, and how much. Nothing here throws. */
export interface CompiledPolicy extends Policy {
  /** Every statement that counts for a decision, denials first. Slow: for refusals, audit and `policy explain`. */
  explain(question: Question): Explanation;
  /** The first that matches; `undefined` when nothing limits it. */
  namespaceLimitOf(where: Where): NamespaceLimit | undefined;
  callerLimitOf(caller: Caller, where: Where): CallerLimit | undefined;
  /** What it was made of, in the order of the documents. */
  readonly entries: readonly Entry[];
}

/** What is worked out once for a caller in a place. */
interface Known {
  readonly entries: readonly Entry[];
  readonly trafficOf: (workflowType: string | undefined) => Traffic;
  rights: DatedRights | undefined;
}

/** Makes a policy of documents; what does not fit together is added to `problems`, and then it is not to be used. */
export function compilePolicy(documents: PolicyDocuments, problems: Problem[]): CompiledPolicy {
  return atOnce(compilingOf(documents, problems));
}

/** The same with rests. */
export function* compilingOf(documents: PolicyDocuments, problems: Problem[]): Steps<CompiledPolicy> {
  const entries = yield* entriesOf(documents, problems);
  const index = yield* indexEntries(entries);
  return policyOf(entries, index, compileFlow(documents));
}

function policyOf(entries: readonly Entry[], index: EntryIndex, flow: Flow): CompiledPolicy {
  // By object: an identity is one object for as long as it is known, and what is deduced goes when it goes.
  const callers = new WeakMap<Caller, { ofCaller: EntriesOfCaller; places: Map<string, Known> }>();
  const knownOf = (caller: Caller, where: Where): Known => {
    let known = callers.get(caller);
    if (known === undefined) callers.set(caller, (known = { ofCaller: index.ofCaller(caller), places: new Map() }));
    const key = `${where.namespace}/${where.environment}/${where.region}`;
    let there = known.places.get(key);
    if (there === undefined) {
      there = { entries: known.ofCaller.in(where), trafficOf: flow.backfillOf(caller, where), rights: undefined };
      known.places.set(key, there);
    }
    return there;
  };
  return {
    rightsOf: (caller, where, now) => rightsAt(knownOf(caller, where), now),
    trafficOf: (caller, where, workflowType) => knownOf(caller, where).trafficOf(workflowType),
    explain: (question) => explainOf(index.ofCaller(question.caller).in(question.where), question),
    namespaceLimitOf: (where) => flow.namespaceLimitOf(where),
    callerLimitOf: (caller, where) => flow.callerLimitOf(caller, where),
    entries,
  };
}

/** Time-boxed grants begin and end; a clock may be set back as well. */
function rightsAt(known: Known, now: number): DatedRights {
  const { rights, entries } = known;
  if (rights !== undefined && now >= rights.since && now < rights.until) return rights;
  return (known.rights = makeRights(entries, now));
}
