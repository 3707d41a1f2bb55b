import type * as kms from '@aws-sdk/client-kms';
import { dataKeyBytes } from '../envelope/data-key.ts';
import type { RingVersion } from '../ring/ring.ts';
import { SecretBytes } from '../secret-bytes.ts';
import { kmsFailure } from './kms-failure.ts';
import type { EncryptionContext, GenerateOutcome, KeyProvider, ProviderFailure, UnwrapOutcome } from './provider.ts';

export interface AwsKmsOptions {
  readonly name: string;
  readonly region: string;
  readonly endpoint?: string | undefined;
  /** Milliseconds for one question, its second attempt included. */
  readonly timeout?: number | undefined;
}

const usualTimeout = 3_000;
const attempts = 2;

/** What both answers have. */
interface KmsAnswer {
  Plaintext?: Uint8Array | undefined;
  CiphertextBlob?: Uint8Array | undefined;
}

type Sdk = typeof kms;
type Question = (sdk: Sdk, client: kms.KMSClient, keyId: string) => (options: { abortSignal: AbortSignal }) => Promise<KmsAnswer>;

/**
 * Data keys by GenerateDataKey and Decrypt, both bound to the key that the ring names and to the encryption context.
 * Credentials come by the SDK's usual chain. The SDK loads with the first question.
 */
export function awsKmsProvider(options: AwsKmsOptions): KeyProvider {
  let client: Promise<{ sdk: Sdk; client: kms.KMSClient }> | undefined;
  const ask = async (version: RingVersion, question: Question) => {
    const { reference, domain } = version;
    if (reference === undefined) return withoutReference(version);
    try {
      client ??= connect(options);
      const { sdk, client: connected } = await client;
      return await question(sdk, connected, reference)({ abortSignal: AbortSignal.timeout(options.timeout ?? usualTimeout) });
    } catch (error) {
      return kmsFailure(error, `${reference} for ${domain}`);
    }
  };
  return {
    name: options.name,
    generate: async (version, context) => generated(await ask(version, generateQuestion(context))),
    unwrap: async (version, wrapped, context) => unwrapped(await ask(version, decryptQuestion(wrapped, context))),
    // One that could not be made has been told of by the question that wanted it.
    close: () => void client?.then(({ client: connected }) => connected.destroy()).catch(() => undefined),
  };
}

async function connect({ region, endpoint }: AwsKmsOptions): Promise<{ sdk: Sdk; client: kms.KMSClient }> {
  // Its warning of Node versions yet to be dropped is nine lines of text amid a log of JSON.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const sdk = await import('@aws-sdk/client-kms');
  const client = new sdk.KMSClient({ region, maxAttempts: attempts, ...(endpoint === undefined ? {} : { endpoint }) });
  return { sdk, client };
}

function generateQuestion(context: EncryptionContext): Question {
  return (sdk, client, keyId) => async (options) =>
    await client.send(new sdk.GenerateDataKeyCommand({ KeyId: keyId, EncryptionContext: { ...context }, KeySpec: 'AES_256' }), options);
}

function decryptQuestion(wrapped: Buffer, context: EncryptionContext): Question {
  return (sdk, client, keyId) => async (options) =>
    await client.send(new sdk.DecryptCommand({ KeyId: keyId, EncryptionContext: { ...context }, CiphertextBlob: wrapped }), options);
}

function generated(answer: KmsAnswer | ProviderFailure): GenerateOutcome {
  if ('kind' in answer) return answer;
  const { Plaintext: clear, CiphertextBlob: wrapped } = answer;
  if (clear?.length !== dataKeyBytes || wrapped === undefined)
    return { kind: 'unavailable', detail: 'AWS KMS answered without a data key' };
  return { kind: 'generated', key: secretOf(clear), wrapped: Buffer.from(wrapped) };
}

function unwrapped(answer: KmsAnswer | ProviderFailure): UnwrapOutcome {
  if ('kind' in answer) return answer;
  const { Plaintext: clear } = answer;
  if (clear?.length !== dataKeyBytes) return { kind: 'refused', reason: 'invalid', detail: 'what AWS KMS has unwrapped is no data key' };
  return { kind: 'unwrapped', key: secretOf(clear) };
}

/** The SDK's own copy is zeroed; what it has read it from is out of reach. */
function secretOf(clear: Uint8Array): SecretBytes {
  const bytes = Buffer.allocUnsafeSlow(dataKeyBytes);
  bytes.set(clear);
  clear.fill(0);
  return new SecretBytes(bytes);
}

function withoutReference({ domain, version }: RingVersion): ProviderFailure {
  return { kind: 'refused', reason: 'unknown-key', detail: `the ring names no key of AWS KMS for version ${version} of ${domain}` };
}
