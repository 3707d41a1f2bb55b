import * as fc from 'fast-check';
import type { WrittenRight } from '../../src/domain/access.ts';
import type { Who } from '../../src/domain/who.ts';
import type { PolicySpec } from './documents-of.ts';

const some = <T>(arbitrary: fc.Arbitrary<T>, maxLength = 2) => fc.array(arbitrary, { minLength: 1, maxLength });
const option = <T>(key: string, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined, freq: 2 }).map((it) => (it === undefined ? {} : { [key]: it }));
const right = fc.constantFrom<WrittenRight>('read', 'start', 'signal', 'decode', 'decode:data');
const typePattern = fc.constantFrom('a', 'b', 'ab', 'a*', 'b*', 'ab*', '*', 'ba');
const types = option('workflowTypes', some(typePattern));
const who: fc.Arbitrary<Who> = fc.oneof(
  fc.constantFrom('g1', 'g2').map((group) => ({ group })),
  fc.constantFrom('x/a', 'x/*', '*', 'y', '*/b').map((subject) => ({ subject })),
  fc.constantFrom('x/a', 'x/*').map((subject) => ({ subject, source: 's1' })),
  fc.constantFrom<'people' | 'services'>('people', 'services').map((callers) => ({ callers })),
);
const scope = fc
  .tuple(
    some(fc.constantFrom('n1', 'n*', '*', 'm')).map((namespaces) => ({ namespaces })),
    option('environments', some(fc.constantFrom('staging', 'production'))),
    option('regions', some(fc.constantFrom('eu', 'us'))),
    types,
  )
  .map((parts): { namespaces: string[]; workflowTypes?: string[] } => Object.assign({}, ...parts) as { namespaces: string[] });
const statement = fc.tuple(some(right), types).map(([written, more]) => ({ rights: written, ...more }));
const roleNames = ['r0', 'r1', 'r2', 'r3'];
const roles = fc.tuple(
  ...roleNames.map((name, index) =>
    fc
      .record({
        allow: fc.array(statement, { maxLength: 2 }),
        deny: fc.array(statement, { maxLength: 1 }),
        includes: fc.subarray(roleNames.slice(0, index)),
      })
      .map(({ includes, ...role }) => ({ name, description: 'A role.', ...role, ...(includes.length === 0 ? {} : { includes }) })),
  ),
);
const role = fc.constantFrom(...roleNames);
export const grant = fc.tuple(role, some(who), scope).map(([name, to, where]) => ({ role: name, to, ...where }));
const denial = fc
  .tuple(some(right), option('to', some(who)), scope)
  .map(([written, to, where]) => ({ rights: written, ...to, ...where, reason: 'Because.' }));
export const policy: fc.Arbitrary<PolicySpec> = fc.record({
  roles,
  grants: fc.array(grant, { maxLength: 4 }),
  denials: fc.array(denial, { maxLength: 2 }),
});
