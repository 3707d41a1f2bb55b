import type { LoginTarget } from '../profile.ts';
import type { TokenDeps } from './token-deps.ts';

/** Milliseconds; proxies allow for less than this. */
const noteworthy = 5 * 60_000;

/** A clock that is wrong by more than what is usual is said, for tokens and certificates are judged by it elsewhere. */
export function warnOfClock(ahead: number, { issuer }: LoginTarget, { terminal }: TokenDeps): void {
  if (Math.abs(ahead) < noteworthy) return;
  terminal.talk(`warning: this machine's clock is ${span(Math.abs(ahead))} ${ahead > 0 ? 'behind' : 'ahead of'} that of ${issuer}; set it`);
}

function span(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  const parts = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60), minutes % 60];
  return parts
    .map((value, index) => (value === 0 ? '' : `${value} ${['d', 'h', 'min'][index]}`))
    .filter((part) => part !== '')
    .slice(0, 2)
    .join(' ');
}
