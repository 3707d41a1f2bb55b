import type { Customisation } from '../sdk/customisation.ts';

/** Everything the official SDK can do and the platform does not set; see the type for what may stand here. */
export const customisation: Customisation = {};
