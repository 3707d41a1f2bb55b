import type { Enum, Field, Type } from 'protobufjs';
import { fieldName, keyTypeOf, messageName, messageOf } from './proxy-table/descriptors.ts';
import { fieldRules } from './proxy-table/field-rules.ts';
import { seededRandom } from './proxy-random.ts';
import { messageType } from './temporal-messages.ts';

/** A message with something in most of its fields, and where in it each piece of user data is. */
export interface RandomMessage {
  readonly bytes: Buffer;
  /** Fields on the way to each `canary-N`, outermost first. */
  readonly canaries: ReadonlyMap<string, readonly string[]>;
}

interface Making {
  readonly random: () => number;
  readonly canaries: Map<string, readonly string[]>;
  /** Fields, by their whole names, that are left out. */
  readonly without: ReadonlySet<string>;
}

const anyTypes = ['update.v1.Request', 'update.v1.Response', 'update.v1.Acceptance', 'update.v1.Rejection'];
const maximumDepth = 9;

/** The same for the same seed, as long as the descriptors are. */
export function randomMessage(name: string, seed: number, without: ReadonlySet<string> = new Set()): RandomMessage {
  const type = messageType(name);
  const making = { random: fractions(seed), canaries: new Map<string, readonly string[]>(), without };
  const value = randomValue(type, [], making);
  return { bytes: serialize(type, value), canaries: making.canaries };
}

function serialize(type: Type, value: object): Buffer {
  return Buffer.from(type.encode(type.fromObject(value)).finish());
}

function randomValue(type: Type, path: readonly string[], making: Making): Record<string, unknown> {
  const name = messageName(type);
  if (name === 'common.v1.Payload')
    return { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(`"${canary(path, making)}"`) };
  if (name === 'google.protobuf.Any') return randomAny(path, making);
  if (name === 'common.v1.DataBlob') return randomBlob(path, making);
  const value: Record<string, unknown> = {};
  for (const field of chosenFields(type, path, making))
    value[field.name] = randomField(field, [...path, `${name}.${fieldName(field)}`], making);
  return value;
}

/** Fewer the deeper they are; of a oneof one. */
function chosenFields(type: Type, path: readonly string[], making: Making): Field[] {
  const isTooDeep = path.length >= maximumDepth;
  const likelihood = path.length < 3 ? 0.9 : 0.6;
  const chosen = type.fieldsArray.filter((field) => {
    if (making.without.has(`${messageName(type)}.${fieldName(field)}`) || making.random() > likelihood) return false;
    return !isTooDeep || messageOf(field) === undefined;
  });
  const groups = new Map<string, Field[]>();
  for (const field of chosen) {
    const group = field.partOf?.name ?? field.name;
    groups.set(group, [...(groups.get(group) ?? []), field]);
  }
  return [...groups.values()].flatMap((fields) => pick(fields, making));
}

function randomField(field: Field, path: readonly string[], making: Making): unknown {
  const one = (): unknown => randomSingle(field, path, making);
  const key = keyTypeOf(field);
  if (key !== undefined) return { [key === 'string' ? `key-${making.random().toString(36).slice(2, 8)}` : '7']: one() };
  return field.repeated ? Array.from({ length: path.length < 3 ? 2 : 1 }, one) : one();
}

function randomSingle(field: Field, path: readonly string[], making: Making): unknown {
  const { resolvedType } = field.resolve();
  const below = messageOf(field);
  if (below !== undefined) return randomValue(below, path, making);
  if (resolvedType !== null) return pick(Object.values((resolvedType as Enum).values), making)[0];
  if (field.type === 'string') return randomText(path, making);
  if (field.type === 'bytes') return Buffer.from(`bytes-${Math.floor(making.random() * 1e6)}`);
  if (field.type === 'bool') return true;
  return 1 + Math.floor(making.random() * 1000);
}

function randomText(path: readonly string[], making: Making): string {
  const number = Math.floor(making.random() * 1000);
  const field = path.at(-1) ?? '';
  const rule = fieldRules.get(field)?.as;
  if (rule === 'text' || rule === 'failure-text') return canary(path, making);
  if (rule === 'link-url') return `temporal:///namespaces/ns-${number}/workflows/id/run/history`;
  const isNamespace = rule === 'namespace' || rule === 'link-namespace' || field.endsWith('Request.namespace');
  return `${isNamespace ? 'ns' : 'text'}-${number}`;
}

function randomAny(path: readonly string[], making: Making): Record<string, unknown> {
  const name = pick(anyTypes, making)[0] ?? '';
  const type = messageType(name);
  const value = serialize(type, randomValue(type, [...path, 'google.protobuf.Any.value'], making));
  return { type_url: `type.googleapis.com/temporal.api.${name}`, value };
}

function randomBlob(path: readonly string[], making: Making): Record<string, unknown> {
  const type = messageType('history.v1.History');
  return { encodingType: 1, data: serialize(type, randomValue(type, [...path, 'common.v1.DataBlob.data'], making)) };
}

function canary(path: readonly string[], { canaries }: Making): string {
  const name = `canary-${canaries.size}-`;
  canaries.set(name, path);
  return name;
}

function pick<T>(from: readonly T[], { random }: Making): T[] {
  const one = from[Math.floor(random() * from.length)];
  return one === undefined ? [] : [one];
}

function fractions(seed: number): () => number {
  const { below } = seededRandom(seed);
  return () => below(2 ** 32) / 2 ** 32;
}
