import * as sdkVisitor from '@temporalio/proto/lib/payload-visitor.generated.js';
import { openResponse } from '../../src/proxy/wire/open-response.ts';
import { sealRequest } from '../../src/proxy/wire/seal-request.ts';
import type { MessageTable } from '../../src/proxy/wire/table.ts';
import { fakeKeys } from './fake-keys.ts';
import { fieldRules } from './proxy-table/field-rules.ts';
import { newerFieldNames } from './proxy-table/newer-fields.ts';
import { randomMessage, type RandomMessage } from './random-messages.ts';
import { bytesOf, contexts } from './rewriting.ts';
import { decode, messageType } from './temporal-messages.ts';

/** Payloads that this proxy leaves in clear and visitors visit: those of fields that the rules leave in clear. */
const clearHere = [...fieldRules].filter(([, { as }]) => as === 'clear').map(([name]) => name);
/** The SDK's visitor is made for messages between SDK and workers, and has no way into these, nor for OperatorService. */
const notOfSdk = new Set(['google.protobuf.Any.value', 'common.v1.DataBlob.data', 'nexus.v1.EndpointSpec.description', ...newerFieldNames]);
/** It becomes another failure on its way, which comes back as that. */
export const nexusFailures = new Set(['nexus.v1.HandlerError.failure', 'nexus.v1.UnsuccessfulOperationError.failure']);

/** What is wrong with how a random message of a type goes to Temporal and comes back. */
export function rewriteFindings(table: MessageTable, seed: number): string[] {
  const name = table.name.replace('temporal.api.', '');
  const message = randomMessage(name, seed, nexusFailures);
  const keys = fakeKeys();
  const { seal, open } = contexts(keys);
  const sealed = bytesOf(sealRequest(message.bytes, table, seal));
  const opened = bytesOf(openResponse(sealed, table, open));
  return [
    ...readable(sealed, message),
    ...differences(payloadsIn(keys.seen), visitedBySdk(name, message.bytes), message),
    ...(isSameMessage(name, opened, message.bytes) ? [] : ['does not come back as it was']),
  ];
}

/** User data and logical namespaces that can be read in a message on its way to Temporal. */
export function readable(sealed: Buffer, { canaries }: RandomMessage): string[] {
  const text = sealed.toString('latin1');
  const names = (text.match(/\bns-\d+(?:-physical)?/g) ?? []).filter((one) => !one.endsWith('-physical'));
  const data = (text.match(/canary-\d+-/g) ?? []).filter((one) => !isClear(canaries.get(one) ?? []));
  return [...names, ...data.map((one) => `${one} of ${canaries.get(one)?.join(' > ')}`)].map((one) => `readable: ${one}`);
}

function isClear(path: readonly string[]): boolean {
  return path.some((field) => clearHere.includes(field));
}

/** The canaries among payloads that were sealed. */
export function payloadsIn(payloads: readonly Buffer[]): Set<string> {
  return new Set(payloads.flatMap((payload) => payload.toString('latin1').match(/canary-\d+-/g) ?? []));
}

function differences(ours: ReadonlySet<string>, theirs: ReadonlySet<string>, { canaries }: RandomMessage): string[] {
  const payloads = [...canaries].filter(([, path]) => !isText(path) && !isClear(path));
  return payloads.flatMap(([canary, path]) => {
    const isTheirs = theirs.has(canary) || path.some((field) => notOfSdk.has(field));
    if (ours.has(canary) && isTheirs) return [];
    return [`${ours.has(canary) ? 'only here' : 'missed'}: ${path.join(' > ')}`];
  });
}

/** A text that is sealed, and no payload. */
export function isText(path: readonly string[]): boolean {
  return ['text', 'failure-text'].includes(fieldRules.get(path.at(-1) ?? '')?.as ?? '');
}

type Walk = (root: object, env: object, context: undefined) => Promise<unknown>[];

function visitedBySdk(name: string, message: Buffer): Set<string> {
  const walk = (sdkVisitor as unknown as Record<string, Walk | undefined>)[`walk${name.split('.').at(-1)}`];
  const found: Buffer[] = [];
  const see = <T>(payloads: T): Promise<T> => {
    found.push(...[payloads].flat().map((payload) => Buffer.from((payload as { data: Uint8Array }).data)));
    return Promise.resolve(payloads);
  };
  const environment = { transformPayload: see, transformPayloads: see, skipHeaders: false, skipSearchAttributes: true };
  void walk?.(messageType(name).decode(message), environment, undefined);
  return payloadsIn(found);
}

/** Whether two serialized messages say the same. */
export function isSameMessage(name: string, one: Buffer, other: Buffer): boolean {
  return JSON.stringify(sorted(decode(name, one))) === JSON.stringify(sorted(decode(name, other)));
}

/** Entries of maps come back in any order, and so do fields in messages that are bytes of others. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => sorted(one));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(unfolded(value)).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}

function unfolded(value: object): object {
  if ('type_url' in value && 'value' in value)
    return decode(String(value.type_url).replace(/^.*temporal[.]api[.]/, ''), bytesIn(value.value));
  if ('encodingType' in value && 'data' in value) return decode('history.v1.History', bytesIn(value.data));
  return value;
}

function bytesIn(base64: unknown): Buffer {
  return Buffer.from(String(base64), 'base64');
}
