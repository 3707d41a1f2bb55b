/** Set for a binary that is asked what it is; `temporal-wrap` then says that it is not it, and asks nobody in turn. */
export const probeVariable = 'MANAGED_TEMPORAL_PROBE';
