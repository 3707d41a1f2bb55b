export type { BreakGlassGrant, Caller, Policy, Rights, Traffic, TypePattern, TypeScope, Where } from './rights.ts';
