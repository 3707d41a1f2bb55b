// Made by `gen-temporal-managed-worker config`; edits are overwritten.
// A workflow type is the name it is exported under here.
export { default as Greet } from '../workflows/greet.impl.ts';
