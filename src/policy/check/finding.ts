import type { Place } from '../entry.ts';

/** Something in a policy that is valid, and yet hardly what was meant. */
export interface Finding extends Place {
  readonly severity: 'error' | 'warning';
  readonly kind:
    | 'nothing-granted'
    | 'empty-file'
    | 'suspicious-name'
    | 'unmatched-namespace'
    | 'unused-role'
    | 'unreachable-grant'
    | 'empty-grant'
    | 'denied-grant'
    | 'idle-denial'
    | 'unowned-namespace'
    | 'work-without-decode'
    | 'types-without-effect'
    | 'expired-break-glass'
    | 'failed-case';
  readonly message: string;
}

export function placed({ file, line }: Place): string {
  return `${file}:${line}`;
}
