import { openResponse } from '../../src/proxy/wire/open-response.ts';
import { allReadable, type OpenContext, type RewriteOutcome, type SealContext } from '../../src/proxy/wire/rewriting.ts';
import { sealRequest } from '../../src/proxy/wire/seal-request.ts';
import type { MessageTable } from '../../src/proxy/wire/table.ts';
import { fakeKeys } from './fake-keys.ts';

/** Contexts of a caller whose namespaces are called `X` by it, and `X-physical` by Temporal. */
export function contexts(keys: SealContext['keys'] = fakeKeys()): { seal: SealContext; open: OpenContext } {
  return {
    seal: {
      keys,
      isStrict: keys !== undefined,
      toPhysical: (logical) => (logical.startsWith('foreign') ? undefined : `${logical}-physical`),
      maximumPayloadBytes: 2_097_152,
      maximumSealedBytes: 4_194_304,
    },
    open: { keys, toLogical: (physical) => physical.replace(/-physical$/, ''), readable: allReadable },
  };
}

export function bytesOf(outcome: RewriteOutcome): Buffer {
  if (outcome.kind !== 'rewritten') throw new Error(JSON.stringify(outcome));
  return outcome.bytes;
}

/** There and back again. */
export function roundTrip(message: Buffer, table: MessageTable): { sealed: Buffer; opened: Buffer } {
  const { seal, open } = contexts();
  const sealed = bytesOf(sealRequest(message, table, seal));
  return { sealed, opened: bytesOf(openResponse(sealed, table, open)) };
}
