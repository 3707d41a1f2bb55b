import { expect, test } from 'vitest';
import { kmsFailure } from '../../../src/keys/providers/kms-failure.ts';

function named(name: string): Error {
  return Object.assign(new Error('as AWS says it'), { name });
}

test.each([
  { name: 'InvalidCiphertextException', outcome: { kind: 'refused', reason: 'invalid' } },
  { name: 'IncorrectKeyException', outcome: { kind: 'refused', reason: 'invalid' } },
  { name: 'NotFoundException', outcome: { kind: 'refused', reason: 'unknown-key' } },
  { name: 'KMSInvalidStateException', outcome: { kind: 'refused', reason: 'disabled' } },
  { name: 'UnrecognizedClientException', outcome: { kind: 'refused', reason: 'denied' } },
  { name: 'ExpiredTokenException', outcome: { kind: 'unavailable' } },
  { name: 'KeyUnavailableException', outcome: { kind: 'unavailable' } },
  { name: 'LimitExceededException', outcome: { kind: 'unavailable' } },
  { name: 'CredentialsProviderError', outcome: { kind: 'unavailable' } },
  { name: 'SomethingNewException', outcome: { kind: 'unavailable' } },
])('$name of AWS KMS is $outcome.kind $outcome.reason, and its text is kept for the log', ({ name, outcome }) => {
  expect(kmsFailure(named(name), 'arn')).toEqual({ ...outcome, detail: `AWS KMS, arn: ${name}: as AWS says it` });
});

test('what is thrown and no error is told as well', () => {
  expect(kmsFailure('odd', 'arn')).toEqual({ kind: 'unavailable', detail: 'AWS KMS, arn: Error: odd' });
});
