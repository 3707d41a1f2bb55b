import { bitsOf, rightBit, rightsIn, type Right, type WrittenRight } from '../../domain/access.ts';
import type { CompiledPolicy } from '../compile.ts';
import type { PolicyTestDocument } from '../documents.ts';
import { verdictOf } from '../explain.ts';
import type { Caller } from '../rights.ts';
import type { PolicyDocuments } from '../read.ts';
import { placed, type Finding } from './finding.ts';

type Case = PolicyTestDocument['spec']['cases'][number];

/** Runs every case of the PolicyTest documents; a finding for each right that is not as expected. */
export function testFindings(policy: CompiledPolicy, { tests }: PolicyDocuments, now: number): Finding[] {
  return tests.flatMap(({ value: { spec }, placeOf }) =>
    spec.cases.flatMap((one, index) =>
      wrongRights(policy, one, now).map(({ field, message }): Finding => {
        const place = placeOf(['spec', 'cases', index, field]);
        return { ...place, severity: 'error', kind: 'failed-case', message: `${one.name}: ${message}` };
      }),
    ),
  );
}

export function caseCount({ tests }: PolicyDocuments): number {
  return tests.reduce((sum, { value }) => sum + value.spec.cases.length, 0);
}

function wrongRights(policy: CompiledPolicy, one: Case, now: number): { field: string; message: string }[] {
  return [
    ...each(one.allowed).flatMap((right) => {
      const { isAllowed, why } = decided(policy, one, { right, now });
      return isAllowed ? [] : [{ field: 'allowed', message: `${right} is not allowed${why}` }];
    }),
    ...each(one.denied).flatMap((right) => {
      const { isDenied, why } = decided(policy, one, { right, now });
      return isDenied ? [] : [{ field: 'denied', message: `${right} is allowed${why}` }];
    }),
  ];
}

function each(written: readonly WrittenRight[] | undefined): Right[] {
  return written === undefined ? [] : rightsIn(bitsOf(written));
}

/** Without a type: allowed is for every type, denied for any. */
function decided(policy: CompiledPolicy, one: Case, { right, now }: { right: Right; now: number }) {
  const { subject, source = '', groups, kind } = one.caller;
  const caller: Caller = { subject, source, groups: new Set(groups), kind };
  const where = { namespace: one.namespace, environment: one.environment, region: one.region };
  const at = one.at === undefined ? now : Date.parse(one.at);
  const question = { caller, where, bits: rightBit[right], workflowType: one.workflowType, now: at };
  const verdict = verdictOf(policy.rightsOf(caller, where, at), question);
  const { counting } = policy.explain(question);
  const [first] = verdict === 'allowed' || verdict === 'some-types' ? counting.filter(({ effect }) => effect === 'allow') : counting;
  const some = verdict === 'some-types' ? ' for some workflow types' : '';
  const by = first === undefined ? '; nothing grants it' : `${some}, by ${placed(first.place)}`;
  return {
    isAllowed: verdict === 'allowed',
    isDenied: verdict !== 'allowed' && verdict !== 'some-types',
    why: verdict === 'work-without-decode' ? ': decode is not held for every type' : by,
  };
}
