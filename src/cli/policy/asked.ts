import type { WrittenRight } from '../../domain/access.ts';
import type { MethodRights } from '../../proxy/proxy.ts';
import type { PolicyFlags } from './policy-input.ts';

export interface ExplainFlags extends PolicyFlags {
  caller: string;
  group: readonly string[];
  source?: string;
  service: boolean;
  namespace: string;
  environment: string;
  region: string;
  workflowType?: string;
  right?: string;
  method?: string;
  field: readonly string[];
  at?: string;
}

/** What is asked about: one right, or those of a method, of which any may be enough. */
export interface Asked {
  readonly title: string;
  readonly rights: readonly WrittenRight[];
  readonly isEither: boolean;
  /** Fields of the call that are asked about, and what they take besides. */
  readonly fields: MethodRights['hidden'];
  /** Other fields that would take something. */
  readonly hidden: MethodRights['hidden'];
  readonly elsewhere: MethodRights['elsewhere'];
}
