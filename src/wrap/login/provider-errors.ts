import { ToolError } from '../../errors/tool-error.ts';
import type { LoginTarget } from '../profile.ts';

/** No answer came; the message names the address alone. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

export interface Circumstances {
  readonly target: Pick<LoginTarget, 'issuer' | 'clientId'>;
  readonly signal: AbortSignal;
}

/** RFC 6749, 8628 and 8707: what is the person's, or passes; all else is between the platform file and the provider. */
const refusals = new Map<string, string>([
  ['access_denied', 'the login was denied'],
  ['expired_token', 'the code was not entered in time'],
  ['login_required', 'the provider wants you to log in'],
  ['interaction_required', 'the provider wants you to log in'],
  ['consent_required', 'the provider wants your consent'],
  ['invalid_grant', 'the provider takes the code no more'],
]);
const passing = new Set(['server_error', 'temporarily_unavailable', 'too_many_requests']);

/** The `error` of an answer of the provider, such as `authorization_pending`. */
export function providerCode(error: unknown): string | undefined {
  const code = (error as { error?: unknown } | undefined)?.error;
  return typeof code === 'string' ? code : undefined;
}

/** Whether trying again may help. */
export function isPassing(error: unknown): boolean {
  const status = statusOf(error) ?? 0;
  return (
    (unreachable(error) !== undefined && certificateFault(error) === undefined) ||
    status >= 500 ||
    status === 429 ||
    passing.has(providerCode(error) ?? '')
  );
}

/** What went wrong at the provider, in words and with the code that says who can mend it. */
export function explain(error: unknown, { target, signal }: Circumstances): unknown {
  const known = [...causes(error)].find((cause) => cause instanceof ToolError);
  if (known !== undefined) return known;
  if (signal.aborted) return interrupted(error);
  const fault = certificateFault(error);
  if (fault !== undefined) return untrusted(fault, target, error);
  if (isPassing(error)) return unavailable(target, error);
  const code = providerCode(error);
  const said = description(error);
  const refusal = code === undefined ? undefined : refusals.get(code);
  if (refusal !== undefined) {
    return new ToolError('LOGIN_REFUSED', `${refusal} (${code}${said})`, {
      hint: 'Run `temporal-wrap login` again. Nothing was stored.',
      cause: error,
    });
  }
  if (isTimestampFault(error)) return wrongClock(target, error);
  const what = code === undefined ? messageOf(error) : `${code}${said}`;
  return new ToolError('LOGIN_MISCONFIGURED', `${target.issuer} and client ${target.clientId}: ${what}`, {
    hint: 'Compare spec.login of the platform file with how the client is registered at the provider (docs/how-to/identify-callers.md).',
    cause: error,
  });
}

export function interrupted(cause?: unknown): ToolError {
  return new ToolError('INTERRUPTED', 'the login was stopped', { hint: 'Nothing was stored.', cause });
}

/** Texts of a provider, claims too, go to the terminal: no control characters, and not at any length. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').slice(0, 300);
}

function unavailable(target: Circumstances['target'], error: unknown): ToolError {
  const reason = unreachable(error)?.cause ?? error;
  const status = statusOf(error);
  const what = status === undefined ? messageOf(reason) : `it answered ${status}`;
  return new ToolError('LOGIN_UNAVAILABLE', `${target.issuer} does not answer: ${what}`, {
    hint: 'Try again; a token that is still valid needs no answer.',
    cause: error,
  });
}

function untrusted(fault: string, target: Circumstances['target'], error: unknown): ToolError {
  const hint = /EXPIRED|NOT_YET_VALID/.test(fault)
    ? "Look at this machine's clock first, then at the provider's certificate."
    : 'Name the authority of its certificate in spec.login.certificateAuthorities of the platform file.';
  return new ToolError('LOGIN_MISCONFIGURED', `the certificate of ${target.issuer} is not trusted (${fault})`, { hint, cause: error });
}

function wrongClock(target: Circumstances['target'], error: unknown): ToolError {
  return new ToolError('LOGIN_MISCONFIGURED', `by this machine's clock, the token that ${target.issuer} has just made is not valid`, {
    hint: "Set this machine's clock.",
    cause: error,
  });
}

function* causes(error: unknown): Generator {
  for (let current = error, depth = 0; current !== undefined && depth < 8; depth += 1) {
    yield current;
    current = current instanceof Error ? current.cause : undefined;
  }
}

function unreachable(error: unknown): Unreachable | undefined {
  return [...causes(error)].find((cause) => cause instanceof Unreachable);
}

function certificateFault(error: unknown): string | undefined {
  const codes = [...causes(error)].map((cause) => (cause as { code?: unknown } | null)?.code);
  return codes.find(
    (code): code is string => typeof code === 'string' && /^(?:CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_CERT)/.test(code),
  );
}

function isTimestampFault(error: unknown): boolean {
  return [...causes(error)].some((cause) => (cause as { code?: unknown } | null)?.code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED');
}

function statusOf(error: unknown): number | undefined {
  for (const cause of causes(error)) {
    if (cause instanceof Response) return cause.status;
    const { status } = cause as { status?: unknown };
    if (typeof status === 'number') return status;
  }
  return undefined;
}

function description(error: unknown): string {
  const text = (error as { error_description?: unknown } | undefined)?.error_description;
  return typeof text === 'string' && text !== '' ? `: ${printable(text)}` : '';
}

function messageOf(error: unknown): string {
  const texts = [...causes(error)].filter((cause) => cause instanceof Error).map(({ message }) => message);
  return printable([...new Set(texts)].join(': '));
}
