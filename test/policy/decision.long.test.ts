import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitsOf, rightBit, rights, type RightBits, type WrittenRight } from '../../src/domain/access.ts';
import type { Who } from '../../src/domain/who.ts';
import type { Caller, CompiledPolicy, Question, Where } from '../../src/policy/policy.ts';
import { grant, policy } from './arbitrary-policy.ts';
import { breakGlassText, compiled, policyText, type BreakGlassSpec, type PolicySpec } from './documents-of.ts';

/** Types that tell all patterns over a and b of two letters apart, and one that no document names. */
const universe = ['', 'a', 'b', '#', ...['a', 'b'].flatMap((one) => ['a', 'b', '#'].flatMap((two) => [one + two, `${one + two}#`]))];

const hours = fc.constantFrom(0, 1, 2);
const breakGlass: fc.Arbitrary<BreakGlassSpec[]> = fc.array(
  fc.tuple(grant, hours).map(([each, hour]) => ({ ...each, reason: 'Fire.', from: instant(hour), until: instant(hour + 1) })),
  { maxLength: 2 },
);
const caller: fc.Arbitrary<Caller> = fc.record({
  source: fc.constantFrom('s1', 's2'),
  subject: fc.constantFrom('x/a', 'x/b', 'y'),
  groups: fc.constantFrom(['g1'], ['g1', 'g2'], []).map((groups) => new Set(groups)),
  kind: fc.constantFrom<Caller['kind']>('person', 'service'),
});
const where: fc.Arbitrary<Where> = fc.record({
  namespace: fc.constantFrom('n1', 'n2'),
  environment: fc.constantFrom('staging', 'production'),
  region: fc.constantFrom('eu', 'us'),
});

const asked = [...rights.map((one) => rightBit[one]), bitsOf(['read', 'start']), bitsOf(['decode', 'signal'])];

test('a compiled policy decides as its documents read, for every right and type', () => {
  const questions = fc.array(fc.tuple(caller, where, hours), { minLength: 1, maxLength: 4 });
  const property = fc.property(policy, breakGlass, questions, (spec, glass, each) => {
    const texts = glass.map((one, index) => breakGlassText(one, `b${index}`));
    const { policy: fast, problems } = compiled(policyText(spec), ...texts);
    expect(problems).toEqual([]);
    for (const [from, place, hour] of each) {
      const now = Date.parse(instant(hour)) + 1;
      const plain = new Map(universe.map((type) => [type, naive(spec, glass, { from: from, place, now, type })]));
      expect(decided(fast, { caller: from, where: place, now })).toEqual(expected(plain));
      const named = fast.rightsOf(from, place, now).breakGlassFor(-1, undefined)?.name;
      const alone = universe.flatMap((type) =>
        glass.flatMap((one, index) => {
          const bits = naive(spec, [one], { from, place, now, type }).broken & (plain.get(type)?.broken ?? 0);
          return bits === 0 ? [] : [`b${index}`];
        }),
      );
      expect(named === undefined ? alone.length === 0 : alone.includes(named)).toBe(true);
    }
  });
  fc.assert(property, { numRuns: 100 });
});

/** What a policy says, type by type. */
function decided(fast: CompiledPolicy, { caller: from, where: place, now }: Pick<Question, 'caller' | 'where' | 'now'>) {
  const held = fast.rightsOf(from, place, now);
  const scopes = new Map(asked.map((bits) => [bits, held.scopesOf(bits)]));
  return {
    everywhere: held.everywhere,
    somewhere: held.somewhere,
    breakGlass: held.breakGlass,
    breakGlassByType: held.breakGlassByType,
    explained: universe.slice(0, 5).map((workflowType) => {
      const question = { caller: from, where: place, now, workflowType, bits: rightBit.start };
      const { verdict, breakGlass: used, denial: said } = fast.explain(question);
      return [verdict === 'allowed', used.length > 0, said !== undefined];
    }),
    types: universe.map((type) =>
      asked.map((bits) => ({
        holds: held.holds(bits, type),
        inScope: (scopes.get(bits) ?? []).some(({ allowed, denied }) => fits(allowed, type) && !fits(denied, type)),
        denies: held.denies(bits, type),
        hasReason: held.denialOf(bits, type) !== undefined,
        glass: !held.holds(bits, type) || held.breakGlassFor(bits, type) !== undefined,
      })),
    ),
  };
}

/** The same of what the documents mean. */
function expected(plain: ReadonlyMap<string, Meaning>): ReturnType<typeof decided> {
  const all = [...plain.values()];
  const glass = all.reduce((bits, one) => bits | one.broken, 0);
  const of = (type: string) => plain.get(type) ?? { held: 0, broken: 0, denied: 0 };
  return {
    everywhere: all.reduce((bits, { held }) => bits & held, -1),
    somewhere: all.reduce((bits, { held }) => bits | held, 0),
    breakGlass: glass,
    breakGlassByType: all.reduce((bits, { held, broken: alone }) => bits | (held & ~alone), 0) & glass,
    explained: universe.slice(0, 5).map((type) => {
      const { held, broken, denied } = of(type);
      return [held, broken, denied].map((bits) => (bits & rightBit.start) !== 0);
    }),
    types: universe.map((type) =>
      asked.map((bits) => {
        const { held, denied, broken } = of(type);
        const holds = (held & bits) === bits;
        return {
          holds,
          inScope: holds,
          denies: (denied & bits) !== 0,
          hasReason: (denied & bits) !== 0,
          glass: !holds || (broken & bits) !== 0,
        };
      }),
    ),
  };
}

function fits(patterns: readonly { kind: string; text: string }[], type: string): boolean {
  return patterns.some(({ kind, text }) => (kind === 'exact' ? type === text : type.startsWith(text)));
}

function instant(hour: number): string {
  return `2030-01-01T0${hour}:00:00Z`;
}

interface Meaning {
  held: RightBits;
  broken: RightBits;
  denied: RightBits;
}

interface Asked {
  from: Caller;
  place: Where;
  now: number;
  type: string;
}

/** The meaning of the documents, said as plainly as can be. */
function naive(
  spec: PolicySpec,
  glass: readonly BreakGlassSpec[],
  about: Asked,
): { held: RightBits; broken: RightBits; denied: RightBits } {
  const rolesBy = new Map((spec.roles ?? []).map((each) => [each.name, each]));
  const statements = (name: string, effect: 'allow' | 'deny'): { rights: WrittenRight[]; workflowTypes?: string[] | undefined }[] => {
    const one = rolesBy.get(name);
    return [...(one?.[effect] ?? []), ...(one?.includes ?? []).flatMap((other) => statements(other, effect))];
  };
  const said = (list: readonly { rights: WrittenRight[]; workflowTypes?: string[] | undefined }[]) =>
    list.filter(({ workflowTypes }) => isType(workflowTypes, about.type)).reduce((bits, one) => bits | bitsOf(one.rights), 0);
  const grants = (spec.grants ?? []).filter((one) => isMeant(one, about));
  const broken = glass.filter((one) => isMeant(one, about) && Date.parse(one.from) <= about.now && about.now < Date.parse(one.until));
  const denials = (spec.denials ?? []).filter((one) => isMeant(one, about));
  const denied = said([...denials, ...[...grants, ...broken].flatMap((one) => statements(one.role, 'deny'))]);
  const allowed = said(grants.flatMap((one) => statements(one.role, 'allow')));
  const more = said(broken.flatMap((one) => statements(one.role, 'allow')));
  return { held: (allowed | more) & ~denied, broken: more & ~allowed & ~denied, denied };
}

interface Meant {
  to?: Who[] | undefined;
  namespaces: string[];
  environments?: string[] | undefined;
  regions?: string[] | undefined;
  workflowTypes?: string[] | undefined;
}

function isMeant({ to: whom, namespaces, environments, regions, workflowTypes }: Meant, { from, place, type }: Asked): boolean {
  return (
    (whom ?? [undefined]).some((one) => one === undefined || isWho(one, from)) &&
    namespaces.some((pattern) => like(pattern, place.namespace)) &&
    (environments ?? [place.environment]).includes(place.environment) &&
    (regions ?? [place.region]).includes(place.region) &&
    isType(workflowTypes, type)
  );
}

function isWho(one: Who, { source, subject, groups, kind }: Caller): boolean {
  if ('group' in one) return groups.has(one.group);
  if ('callers' in one) return one.callers === (kind === 'person' ? 'people' : 'services');
  return (one.source ?? source) === source && new RegExp(`^${one.subject.replaceAll('*', '[^/]*')}$`).test(subject);
}

function isType(patterns: string[] | undefined, type: string): boolean {
  return (patterns ?? ['*']).some((pattern) => like(pattern, type));
}

function like(pattern: string, text: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}
