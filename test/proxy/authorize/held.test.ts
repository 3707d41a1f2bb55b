import { expect, test } from 'vitest';
import { bitsOf } from '../../../src/domain/access.ts';
import type { Rights } from '../../../src/policy/policy.ts';
import { accessByGrants } from '../../../src/proxy/authorize/access-by-grants.ts';
import { createAccess } from '../../../src/proxy/authorize/create-access.ts';
import type { Identity } from '../../../src/proxy/identity/identity.ts';
import type { Route } from '../../../src/proxy/routing/route.ts';
import { encode, methodNamed } from '../../support/temporal-messages.ts';

const identity: Identity = {
  source: 'people',
  subject: 'ada',
  place: { cluster: undefined, environment: 'production', region: 'eu' },
  namespaces: new Set(['orders']),
  groups: new Set(),
  kind: 'person',
};
const route: Route = {
  kind: 'route',
  logical: 'orders',
  physical: 'orders-production-eu',
  owner: 'team-orders',
  environment: 'production',
  region: 'eu',
  upstream: 'production/eu',
  keyDomain: undefined,
};
const method = methodNamed('StartWorkflowExecution');
const message = encode('workflowservice.v1.StartWorkflowExecutionRequest', { namespace: 'orders', workflowType: { name: 'Nightly' } });

test('rights are asked for anew once a time-boxed grant begins or ends, and a call that only it allows says so', () => {
  let now = 1_000;
  const asked: number[] = [];
  const access = createAccess({
    policy: {
      rightsOf: (_, __, at): Rights => {
        asked.push(at);
        const held = at < 2_000 ? bitsOf(['start']) : 0;
        return {
          ...accessByGrants.rightsOf(identity, route),
          everywhere: held,
          somewhere: held,
          breakGlass: held,
          breakGlassByType: 0,
          breakGlassFor: (bits) => ((bits & held) === 0 ? undefined : { name: 'fire', reason: 'it burns' }),
          until: at < 2_000 ? 2_000 : Infinity,
        };
      },
      trafficOf: (_, __, type) => (type === 'Nightly' ? 'backfill' : 'live'),
    },
    routes: () => {
      throw new Error('no command is judged here');
    },
    clock: () => now,
    decideByType: (request) => request.refuse(),
  });
  const decide = () => access.decide({ method, identity, route, message });
  expect(decide()).toMatchObject({
    kind: 'allowed',
    workflowType: 'Nightly',
    traffic: 'backfill',
    used: bitsOf(['start']),
    breakGlass: { name: 'fire', reason: 'it burns' },
    decode: 0,
  });
  decide();
  expect(asked).toEqual([1_000]);
  now = 2_000;
  expect(decide()).toMatchObject({ kind: 'rejected', reason: 'not-allowed' });
  expect(access.sees(identity, route)).toBe(false);
  expect(asked).toEqual([1_000, 2_000]);
});
