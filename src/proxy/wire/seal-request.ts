import { fitFailure, sealFailure, treatFailureField } from './failures.ts';
import { translateLink } from './namespaces.ts';
import { sealNexusFailure } from './nexus-failures.ts';
import { isNil, sealPayload } from './payloads.ts';
import { allReadable, type RewriteOutcome, type SealContext } from './rewriting.ts';
import { sealText } from './sealed-text.ts';
import type { FieldRule, MessageTable } from './table.ts';
import { treatEnvelope, treatTyped, walkAny, walkBlob, walkNexusOperation } from './typed.ts';
import { fail, replaceText, rewrite, walkBelow, walkFields, type Direction, type Walk } from './walk.ts';

/** Seals what users have put into a request, and names namespaces as Temporal knows them. The same buffer when nothing changes. */
export function sealRequest(message: Buffer, table: MessageTable, context: SealContext): RewriteOutcome {
  const { keys, isStrict } = context;
  return rewrite(table, { source: message, direction: directionOf(context), keys, isStrict });
}

const directions = new WeakMap<SealContext, Direction>();

/** The same for every call with a context. */
function directionOf(context: SealContext): Direction {
  const known = directions.get(context);
  if (known !== undefined) return known;
  const { maximumPayloadBytes: maximumBytes, maximumSealedBytes } = context;
  const direction: Direction = {
    treat: treatmentsOf(context),
    special: {
      any: walkAny,
      blob: walkBlob,
      'nexus-operation': walkNexusOperation,
      failure: (walk, table, end) => sealFailure(walk, table, { end, maximumBytes }),
      'user-metadata': walkFields,
      'nexus-failure': (walk, table, end) => sealNexusFailure(walk, table, { end, maximumBytes }),
    },
    fit: (walk, rule, end) => (walk.keys === undefined ? walkPlainly(walk, rule, end) : fitFailure(walk, rule, end)),
    readable: allReadable,
    countsUnknown: false,
    maximumSealedBytes,
  };
  directions.set(context, direction);
  return direction;
}

function walkPlainly(walk: Walk, { table }: FieldRule, end: number): number {
  return table === undefined ? 0 : walkBelow(walk, table, end);
}

function treatmentsOf(context: SealContext): Direction['treat'] {
  const { maximumPayloadBytes: maximumBytes } = context;
  const toPhysical = (name: string): string => context.toPhysical(name) ?? name;
  const payload = (walk: Walk, _: FieldRule, end: number): number => sealPayload(walk, end, maximumBytes);
  return {
    payload,
    nullable: (walk, rule, end) => (isNil(walk.source.subarray(walk.at, end)) ? 0 : payload(walk, rule, end)),
    'nexus-input': (walk, rule, end) =>
      walk.envelope === undefined ? payload(walk, rule, end) : treatEnvelope(walk, walk.envelope.table, end),
    namespace: (walk, _, end) => replaceNamespace(walk, end, context),
    'link-namespace': (walk, _, end) => replaceText(walk, end, toPhysical),
    'link-url': (walk, _, end) => replaceText(walk, end, (url) => translateLink(url, toPhysical)),
    text: (walk, _, end) => replaceText(walk, end, (text) => sealText(walk, text) ?? text),
    'opened-text': () => 0,
    'failure-text': treatFailureField,
    'failure-attributes': treatFailureField,
    typed: treatTyped,
  };
}

/** An empty name is left: the server then takes the one of the call. */
function replaceNamespace(walk: Walk, end: number, context: SealContext): number {
  return replaceText(walk, end, (logical) => {
    const physical = context.toPhysical(logical);
    if (physical === undefined) fail(walk, 'unknown-namespace', { detail: `a name of ${logical.length} characters` });
    return physical ?? logical;
  });
}
