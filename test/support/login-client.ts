import { audience } from './issuer.ts';

/** As which `temporal-wrap` is registered at the provider, and what it is given there. */
export const clientId = 'temporal-wrap';
export const resource = `urn:${audience}`;
export const groups = ['team-images', 'support'];
