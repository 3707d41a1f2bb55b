import { actions, bitsOf, decodeBits } from '../../domain/access.ts';
import type { Rights } from '../../policy/policy.ts';
import { actionBits } from './action-bits.ts';
import type { Access } from './access.ts';

const allBits = bitsOf(actions) | decodeBits;

const allRights: Rights = {
  everywhere: allBits,
  somewhere: allBits,
  breakGlass: 0,
  breakGlassByType: 0,
  breakGlassFor: () => undefined,
  until: Infinity,
  holds: () => true,
  denies: () => false,
  denialOf: () => undefined,
  scopesOf: () => [{ allowed: [{ kind: 'prefix', text: '' }], denied: [] }],
};

/** A config without a policy: whoever its identity sources let near a namespace may do there all that is not the platform's. */
export const accessByGrants: Access = {
  decide: ({ method, message }) => ({
    kind: 'allowed',
    message,
    decode: decodeBits,
    workflowType: undefined,
    traffic: 'live',
    used: actionBits(method),
    breakGlass: undefined,
    breakGlassToRead: undefined,
  }),
  rightsOf: () => allRights,
  isPolicy: false,
  sees: () => true,
};
