import type { CachedKey } from './data-key-cache.ts';
import type { DataKey } from './envelope/data-key.ts';
import { additionalData, wrappedEntryHead, type SealedHeader } from './envelope/header.ts';
import { ourPrefix, readMarker } from './envelope/read-marker.ts';
import { dataBehind, findValue, scanMetadata } from './envelope/wire-fields.ts';
import { findVersion, type KeysContext } from './keys-context.ts';
import type { DomainKeys, MissingKey, OpenOutcome, PayloadRefusal, SealOutcome } from './outcomes.ts';
import { SealingKey } from './sealing-key.ts';
import type { Unwrapping } from './unwrapping.ts';

const verbatim: SealOutcome = { kind: 'verbatim' };
const plain: Opening = { kind: 'plain' };
const withheld: OpenOutcome = { kind: 'withheld' };
const unprepared: SealOutcome = { kind: 'unprepared' };

/** Without regard to whether whoever asks may read it. */
type Opening = Exclude<OpenOutcome, { kind: 'withheld' }>;
type Located = { readonly kind: 'found'; readonly key: DataKey } | { readonly kind: 'missing'; readonly key: MissingKey } | PayloadRefusal;

export interface Domain {
  readonly keys: DomainKeys;
  readonly sealing: SealingKey;
}

export function domainKeys(domain: string, context: KeysContext, unwrapping: Unwrapping): Domain {
  const sealing = new SealingKey(domain, context);
  const open = (payload: Buffer, isSealing: boolean) => openPayload(payload, { domain, isSealing, context, unwrapping });
  const keys: DomainKeys = {
    domain,
    get isProviderDown() {
      return context.health.isDown(domain);
    },
    prepare: () => sealing.prepare(),
    seal(payload) {
      const scan = scanMetadata(payload, ourPrefix);
      if (scan === 'malformed') return malformed('it is no protobuf message');
      const marked = scan === 'none' ? plain : open(payload, true);
      if (marked.kind === 'opened') return verbatim;
      if (marked.kind !== 'plain') return marked;
      const key = sealing.take();
      return key === undefined ? unprepared : { kind: 'sealed', payload: key.seal(payload, context.nonce()) };
    },
    open: (payload, readable) => (readable !== undefined && isWithheld(payload, readable) ? withheld : open(payload, false)),
    opensFrom: (from) => from === domain || context.flows.get(domain)?.has(from) === true,
    sources: () => [...(context.flows.get(domain) ?? [])],
    fetch: async (missing) => await unwrapping.fetch(missing),
  };
  return { keys, sealing };
}

/** One that is damaged too: it does not say whose it is. */
function isWithheld(payload: Buffer, readable: ReadonlySet<string>): boolean {
  const marker = readMarker(payload);
  return marker.kind === 'malformed' || (marker.kind === 'sealed' && !readable.has(marker.header.domain));
}

interface OpenInput {
  domain: string;
  /** Flows are for opening alone. */
  isSealing: boolean;
  context: KeysContext;
  unwrapping: Unwrapping;
}

function openPayload(payload: Buffer, input: OpenInput): Opening {
  const wrapped = findValue(payload, wrappedEntryHead);
  const cached = wrapped === undefined ? undefined : input.context.cache.findByWrapped(wrapped);
  const from = cached === undefined ? -1 : dataBehind(payload, cached.key.entries);
  if (cached !== undefined && from >= 0 && isUsable(cached, input)) return opened(cached.key, payload.subarray(from));
  const marker = readMarker(payload);
  if (marker.kind === 'plain') return plain;
  if (marker.kind === 'malformed') return malformed(marker.detail);
  const located = locate(marker.header, input);
  return located.kind === 'found' ? opened(located.key, marker.data) : located;
}

function opened(key: DataKey, data: Buffer): Opening {
  const payload = key.open(data);
  if (payload !== undefined) return { kind: 'opened', payload };
  const { domain, keyVersion } = key.header;
  return {
    kind: 'refused',
    reason: 'tampered',
    detail: `${data.length} bytes sealed with version ${keyVersion} of ${domain} have no right tag`,
  };
}

function isUsable(cached: CachedKey, { domain, isSealing, context }: OpenInput): boolean {
  const from = cached.key.header.domain;
  const mayOpen = from === domain || (!isSealing && context.flows.get(domain)?.has(from) === true);
  return mayOpen && context.cache.isServing(cached, context.now(), context.health.isDown(from));
}

function locate(header: SealedHeader, input: OpenInput): Located {
  const { context, unwrapping } = input;
  const refusal = refusalOf(header, input);
  if (refusal !== undefined) return refusal;
  const additional = additionalData(header);
  const cached = context.cache.find(additional);
  if (cached !== undefined && isUsable(cached, input)) return { kind: 'found', key: cached.key };
  const { domain, keyId, keyVersion, wrapped } = header;
  // A copy: the message it came in is not to be held by its key.
  return unwrapping.refusalOf(additional) ?? { kind: 'missing', key: { domain, keyId, keyVersion, wrapped: Buffer.from(wrapped) } };
}

function refusalOf(header: SealedHeader, { domain, isSealing, context }: OpenInput): PayloadRefusal | undefined {
  const { ring, flows, deployment } = context;
  const from = header.domain;
  if (header.deployment !== deployment) return refused('foreign-deployment', `it was sealed by the deployment ${header.deployment}`);
  if (from !== domain && isSealing) return refused('foreign-domain', `it was sealed in ${from} and goes into ${domain}`);
  if (from !== domain && flows.get(domain)?.has(from) !== true)
    return refused('foreign-domain', `no payload flow leads from ${from} to ${domain}`);
  const version = findVersion(ring, header);
  const name = `version ${header.keyVersion} (${header.keyId}) of ${from}`;
  if (version === undefined) return refused('unknown-key', `${name} is not in the key ring`);
  return version.retired === undefined ? undefined : refused('retired-key', `${name} is retired`);
}

function malformed(detail: string): PayloadRefusal {
  return refused('malformed', detail);
}

function refused(reason: PayloadRefusal['reason'], detail: string): PayloadRefusal {
  return { kind: 'refused', reason, detail };
}
