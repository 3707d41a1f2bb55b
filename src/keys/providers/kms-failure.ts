import type { ProviderFailure } from './provider.ts';

type Reason = Extract<ProviderFailure, { kind: 'refused' }>['reason'];

/** Errors of AWS KMS that asking again does not mend. Source: docs.aws.amazon.com/kms/latest/APIReference, Decrypt, GenerateDataKey and CommonErrors. */
const refusals: Readonly<Record<string, Reason>> = {
  InvalidCiphertextException: 'invalid',
  IncorrectKeyException: 'invalid',
  NotFoundException: 'unknown-key',
  InvalidArnException: 'unknown-key',
  ValidationException: 'unknown-key',
  InvalidKeyUsageException: 'unknown-key',
  DisabledException: 'disabled',
  KMSInvalidStateException: 'disabled',
  AccessDeniedException: 'denied',
  AccessDenied: 'denied',
  InvalidClientTokenId: 'denied',
  UnrecognizedClientException: 'denied',
  InvalidSignatureException: 'denied',
  SignatureDoesNotMatch: 'denied',
  NotAuthorized: 'denied',
  OptInRequired: 'denied',
};

/** What an error of the SDK means for the key `reference`. Everything that is not known to last may pass: throttling, no answer, no credentials yet. */
export function kmsFailure(error: unknown, reference: string): ProviderFailure {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const reason = refusals[name];
  if (reason !== undefined) return { kind: 'refused', reason, detail: `AWS KMS, ${reference}: ${name}: ${message}` };
  if (name === 'AbortError' || name === 'TimeoutError') return { kind: 'unavailable', detail: `AWS KMS, ${reference}: no answer in time` };
  return { kind: 'unavailable', detail: `AWS KMS, ${reference}: ${name}: ${message}` };
}
