import { bitsOf, type RightBits, type WrittenRight } from '../../src/domain/access.ts';
import type { Rights } from '../../src/policy/policy.ts';
import { accessByGrants } from '../../src/proxy/authorize/access-by-grants.ts';
import type { Access } from '../../src/proxy/authorize/access.ts';

/** Every call is allowed; rights, and with them what is read in clear, are those of a table by namespace. */
export function accessByTable(table: Readonly<Record<string, readonly WrittenRight[]>>): Access {
  const rights = new Map(Object.entries(table).map(([namespace, written]) => [namespace, rightsOf(bitsOf(written))]));
  const none = rightsOf(0);
  const find: Access['rightsOf'] = (_identity, { logical }) => rights.get(logical) ?? none;
  return {
    ...accessByGrants,
    decide(request) {
      const decision = accessByGrants.decide(request);
      const { everywhere } = find(request.identity, request.route);
      return decision.kind === 'allowed' ? { ...decision, decode: everywhere & bitsOf(['decode']) } : decision;
    },
    rightsOf: find,
    sees: (identity, route) => find(identity, route).somewhere !== 0,
  };
}

function rightsOf(bits: RightBits): Rights {
  return {
    everywhere: bits,
    somewhere: bits,
    breakGlass: 0,
    breakGlassByType: 0,
    breakGlassFor: () => undefined,
    until: Infinity,
    holds: (wanted) => (wanted & bits) === wanted,
    denies: () => false,
    denialOf: () => undefined,
    scopesOf: () => [],
  };
}
