import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitsOf, rightBit, rightsIn } from '../../src/domain/access.ts';
import { grantFindings } from '../../src/policy/check/grant-findings.ts';
import { denialFindings } from '../../src/policy/check/document-findings.ts';
import type { Caller, CompiledPolicy, Where } from '../../src/policy/policy.ts';
import { policy } from './arbitrary-policy.ts';
import { compiled, policyText, type PolicySpec } from './documents-of.ts';

const types = ['', 'a', 'b', 'ab', 'ba', 'a#', 'b#', 'ab#', '#'];
const given = rightsIn(bitsOf(['read', 'start', 'signal', 'decode'])).map((right) => rightBit[right]);
const callers: readonly Caller[] = ['x/a', 'x/b', 'y', 'z/q/r'].flatMap((subject) =>
  ['s1', 's2'].flatMap((source) =>
    [[], ['g1'], ['g2'], ['g1', 'g2']].flatMap((groups) =>
      (['person', 'service'] as const).map((kind) => ({ subject, source, groups: new Set(groups), kind })),
    ),
  ),
);
const places: readonly Where[] = ['n1', 'n2', 'm', 'o'].flatMap((namespace) =>
  ['staging', 'production'].flatMap((environment) => ['eu', 'us'].map((region) => ({ namespace, environment, region }))),
);

/** Every decision about everybody everywhere. */
function decisions(fast: CompiledPolicy): string {
  return callers
    .flatMap((caller) =>
      places.map((where) => {
        const held = fast.rightsOf(caller, where, 0);
        if (held.somewhere === held.everywhere) return held.everywhere;
        return types.map((type) => given.reduce((bits, bit) => (held.holds(bit, type) ? bits | bit : bits), 0)).join(' ');
      }),
    )
    .join(',');
}

function policyOf(spec: PolicySpec): CompiledPolicy {
  const { policy: fast, problems } = compiled(policyText(spec));
  expect(problems).toEqual([]);
  return fast;
}

type Part = 'grants' | 'denials';

/** Whether a policy decides everything alike without one of its parts. */
function isIdle(spec: PolicySpec, part: Part, index: number): boolean {
  const without = { ...spec, [part]: (spec[part] ?? []).filter((_, at) => at !== index) };
  return decisions(policyOf(spec)) === decisions(policyOf(without));
}

/** Which of them lint says are idle. */
function foundIdle(spec: PolicySpec, part: Part): Set<number> {
  const { entries } = policyOf(spec);
  const found = part === 'grants' ? grantFindings(entries) : denialFindings(entries);
  const lines = found.flatMap(({ kind, message, line }) =>
    kind !== 'work-without-decode' && !message.includes(' in it is ') ? [line] : [],
  );
  const own = entries.filter(({ kind }) => kind === part.slice(0, -1));
  // What denies besides is no idle grant, although nothing of what it grants is left.
  return new Set(
    own.flatMap((entry, at) => (lines.includes(entry.place.line) && (part === 'denials' || isSilent(found, entry)) ? [at] : [])),
  );
}

function isSilent(found: ReturnType<typeof grantFindings>, { place, deny }: CompiledPolicy['entries'][number]): boolean {
  return deny.length === 0 || found.some(({ kind, line }) => kind === 'unreachable-grant' && line === place.line);
}

test.each<{ part: Part }>([{ part: 'grants' }, { part: 'denials' }])('$part that lint calls idle change no decision', ({ part }) => {
  let found = 0;
  const property = fc.property(policy, (spec) => {
    const told = foundIdle(spec, part);
    (spec[part] ?? []).forEach((_, index) => {
      if (!told.has(index)) return;
      found += 1;
      expect(isIdle(spec, part, index)).toBe(true);
    });
  });
  fc.assert(property, { numRuns: 40 });
  expect(found).toBeGreaterThan(0);
});
