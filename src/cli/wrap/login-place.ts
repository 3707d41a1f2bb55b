import { ToolError } from '../../errors/tool-error.ts';
import type { LoginTarget } from '../../wrap/wrap.ts';

/** What flags say about where. */
export interface PlaceFlags {
  environment?: string;
  region?: string;
}

/** One proxy, and how a person is let through it. */
export interface LoginPlace {
  environment: string;
  region: string;
  /** host:port */
  address: string;
  credential: { kind: 'login'; target: LoginTarget } | { kind: 'token-file'; path: string };
}

export type FindPlace = (flags: PlaceFlags) => Promise<LoginPlace>;

/** @throws ToolError USAGE where the profile names a token in place of a login. */
export function targetOf({ credential }: LoginPlace): LoginTarget {
  if (credential.kind === 'login') return credential.target;
  throw new ToolError('USAGE', `the profile takes its token from ${credential.path}; nobody logs in`, {
    hint: 'Take `tokenFile` out of the profile to log in yourself.',
  });
}

/** `ada@example.com (team-images, support)` */
export function personText({ subject, groups }: { subject: string; groups: readonly string[] }): string {
  return groups.length === 0 ? subject : `${subject} (${groups.join(', ')})`;
}
