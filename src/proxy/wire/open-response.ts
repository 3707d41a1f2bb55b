import type { MissingKey } from '../../keys/keys.ts';
import { percentEncode } from '../percent-encode.ts';
import { openFailure, treatFailureField } from './failures.ts';
import { translateLink, translateText } from './namespaces.ts';
import { isNil, openBytes } from './payloads.ts';
import type { OpenContext, ReadableDomains, RewriteOutcome } from './rewriting.ts';
import { openTokens } from './sealed-text.ts';
import { knownTable, type FieldRule, type MessageTable } from './table.ts';
import { systemAnswer, treatEnvelope, treatTyped, walkAny, walkBlob, walkNexusOperation } from './typed.ts';
import { replaceText, replaceValue, rewrite, walkBelow, walkFields, type Direction, type Walk } from './walk.ts';

/** Opens what was sealed in a response, and names namespaces as the caller knows them. The same buffer when nothing changes. */
export function openResponse(message: Buffer, table: MessageTable, context: OpenContext): RewriteOutcome {
  return rewrite(table, { source: message, direction: directionOf(context), keys: context.keys, isStrict: false });
}

const status = knownTable('google.rpc.Status');

/** The decoded value of `grpc-status-details-bin`: a google.rpc.Status, whose details are Temporal's errors. */
export function openStatusDetails(details: Buffer, context: OpenContext): RewriteOutcome {
  return openResponse(details, status, context);
}

export type TextOutcome =
  | { readonly kind: 'rewritten'; readonly text: string }
  | { readonly kind: 'missing-keys'; readonly keys: readonly MissingKey[] };

/** `grpc-message`, percent-encoded as it stands on the wire: sealed texts in it opened, namespaces translated. */
export function openText(text: string, context: OpenContext): TextOutcome {
  const missing: MissingKey[] = [];
  const open = (payload: Buffer): Buffer | undefined => {
    const outcome = context.keys?.open(payload, context.readable.failure);
    if (outcome?.kind === 'missing') missing.push(outcome.key);
    return outcome?.kind === 'opened' ? outcome.payload : undefined;
  };
  const opened = openTokens(
    translateText(text, (name) => context.toLogical(name)),
    open,
    percentEncode,
  );
  return missing.length > 0 ? { kind: 'missing-keys', keys: missing } : { kind: 'rewritten', text: opened };
}

const directions = new WeakMap<OpenContext, Direction>();

/** The same for every call with a context. */
function directionOf(context: OpenContext): Direction {
  const known = directions.get(context);
  if (known !== undefined) return known;
  const { readable } = context;
  const direction: Direction = {
    treat: treatmentsOf(context),
    special: {
      any: walkAny,
      blob: walkBlob,
      'nexus-operation': walkNexusOperation,
      failure: (walk, table, end) => within(walk, readable.failure, () => openFailure(walk, table, end)),
      'nexus-failure': walkFields,
      'user-metadata': (walk, table, end) => within(walk, readable.metadata, () => walkFields(walk, table, end)),
    },
    fit: (walk, rule, end) => (rule.table === undefined ? 0 : walkBelow(walk, rule.table, end)),
    readable,
    countsUnknown: true,
    maximumSealedBytes: 0,
  };
  directions.set(context, direction);
  return direction;
}

/** Opens what is in a message by another right than what is around it. */
function within(walk: Walk, readable: ReadableDomains, open: () => number): number {
  const outer = walk.readable;
  walk.readable = readable;
  const grown = open();
  walk.readable = outer;
  return grown;
}

function treatmentsOf(context: OpenContext): Direction['treat'] {
  const toLogical = (name: string): string => context.toLogical(name);
  const namespace = (walk: Walk, _: FieldRule, end: number): number => replaceText(walk, end, toLogical);
  return {
    payload: (walk, _, end) => openPayload(walk, end),
    nullable: (walk, _, end) => (isNil(walk.source.subarray(walk.at, end)) ? 0 : openPayload(walk, end)),
    'nexus-input': (walk, _, end) => (walk.envelope === undefined ? openPayload(walk, end) : treatEnvelope(walk, walk.envelope.table, end)),
    namespace,
    'link-namespace': namespace,
    'link-url': (walk, _, end) => replaceText(walk, end, (url) => translateLink(url, toLogical)),
    text: (walk, _, end) => replaceText(walk, end, (text) => openTokens(text, (token) => openToken(walk, token))),
    'opened-text': (walk, _, end) =>
      replaceText(walk, end, (text) => openTokens(translateText(text, toLogical), (token) => openToken(walk, token))),
    'failure-text': treatFailureField,
    'failure-attributes': treatFailureField,
    typed: treatTyped,
  };
}

function openPayload(walk: Walk, end: number): number {
  if (walk.keys === undefined) return 0;
  const payload = walk.source.subarray(walk.at, end);
  const opened = openBytes(walk, payload);
  if (opened !== undefined) return replaceValue(walk, end, opened);
  const answer = systemAnswer(payload);
  return answer === undefined ? 0 : treatEnvelope(walk, answer, end);
}

function openToken(walk: Walk, payload: Buffer): Buffer | undefined {
  const outer = walk.readable;
  walk.readable = walk.direction.readable.failure;
  const opened = openBytes(walk, payload);
  walk.readable = outer;
  if (walk.problem?.kind === 'refused') walk.problem = undefined;
  return opened;
}
