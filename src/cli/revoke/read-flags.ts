import { duration, milliseconds } from '../../domain/duration.ts';
import { ToolError } from '../../errors/tool-error.ts';
import type { RevocationChange } from '../../policy/policy.ts';
import type { NamedSource } from '../../proxy/proxy.ts';

export interface RevocationFlags {
  reason?: string;
  source?: string;
  for?: string;
  undo: boolean;
}

const longestSubject = 300;
const longestReason = 500;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** What the command line asks for; throws USAGE. `now`: milliseconds since the epoch, of which the list keeps whole seconds. */
export function revocationOf(subject: string, flags: RevocationFlags, now: number): RevocationChange {
  const { source, undo, for: length } = flags;
  if (subject.trim() === '' || subject.length > longestSubject || control.test(subject)) {
    throw misuse('this is no identity', `Write the subject as audit shows it, in 1 to ${longestSubject} characters.`);
  }
  if (!undo)
    return { kind: 'revoke', subject, source, reason: reasonOf(flags), at: Math.floor(now / 1_000) * 1_000, length: lengthOf(length) };
  if (flags.reason === undefined && length === undefined) return { kind: 'undo', subject, source };
  throw misuse('--reason and --for are not for --undo', 'Leave them out: the entry goes as a whole.');
}

function reasonOf({ reason = '' }: RevocationFlags): string {
  if (reason.trim() === '') throw misuse('there is no --reason', 'Say why; it stays in the list, for whoever asks later.');
  if (reason.length > longestReason) throw misuse('the --reason is too long', `Say it in ${longestReason} characters.`);
  return reason;
}

function lengthOf(text: string | undefined): string | undefined {
  if (text === undefined || (duration.safeParse(text).success && milliseconds(text) > 0)) return text;
  throw misuse(`--for ${text} is no duration`, 'Write it as 30m, 8h or 14d.');
}

/** Refuses what no source of the config could vouch for: a revocation with a slip of the pen shuts out nobody. */
export function checkIdentity({ kind, subject, source }: RevocationChange, sources: readonly NamedSource[]): void {
  if (kind === 'undo') return;
  const named = source === undefined ? sources : sources.filter(({ name }) => name === source);
  if (named.length === 0) {
    const names = sources.map(({ name }) => name).join(', ');
    throw misuse(`there is no identity source ${source ?? ''}`, `The config has ${names === '' ? 'none' : names}.`);
  }
  if (named.some((one) => mayVouch(one, subject))) return;
  const shapes = named.map((one) => `${one.name}: ${shapeOf(one)}`).join('; ');
  throw new ToolError('REVOCATION_REFUSED', `no identity source could vouch for ${subject}`, {
    hint: `Write it as the source does (${shapes}). Nothing was written.`,
  });
}

function mayVouch({ kind, subjects }: NamedSource, subject: string): boolean {
  if (subjects !== undefined) return subjects.includes(subject);
  if (kind === 'kubernetes') return /^[^/]+\/[^/]+$/.test(subject);
  return kind !== 'mtls' || subject.startsWith('spiffe://') || subject.includes('=');
}

function shapeOf({ kind, subjects }: NamedSource): string {
  if (subjects !== undefined) return subjects.join(', ');
  if (kind === 'kubernetes') return 'namespace/service-account';
  return kind === 'mtls' ? 'spiffe://… or a subject such as CN=worker,O=acme' : 'the claim it names';
}

function misuse(message: string, hint: string): ToolError {
  return new ToolError('USAGE', message, { hint: `${hint} Nothing was written.` });
}
