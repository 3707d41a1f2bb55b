import { messageLines } from './table.generated.ts';

/**
 * What becomes of a field's value. `plain` is passed over; `message` is walked; `payload`, `nullable` (a payload, unless it is nil)
 * and `text` are sealed in requests and opened in responses; `opened-text` is only ever opened; the last four are of special messages.
 */
export type Treatment =
  | 'plain'
  | 'message'
  | 'payload'
  | 'nullable'
  | 'namespace'
  | 'link-namespace'
  | 'link-url'
  | 'text'
  | 'opened-text'
  | 'failure-text'
  | 'failure-attributes'
  | 'nexus-input'
  | 'typed';

export type SpecialMessage = 'failure' | 'nexus-failure' | 'user-metadata' | 'any' | 'blob' | 'nexus-operation';

export interface FieldRule {
  /** Protobuf's name; of plain fields the table keeps the number alone. */
  readonly name: string;
  readonly treatment: Treatment;
  /** Bit n is set when the field may come with wire type n. */
  readonly wires: number;
  /** One bit of its message for a field that may come once, shared within a oneof; 0 for others. */
  readonly once: number;
  /** Bytes the value may have when it is sealed; 0: any number. */
  readonly fits: number;
  /** Of a `message`. */
  readonly table: MessageTable | undefined;
}

export interface MessageTable {
  /** Full name, `temporal.api.failure.v1.Failure`; that of a map's entry is its field's. */
  readonly name: string;
  /** By field number. */
  readonly fields: readonly (FieldRule | undefined)[];
  readonly special: SpecialMessage | undefined;
  /** Nothing in it is ever changed; it is walked for fields that are not known. */
  readonly isPassive: boolean;
  /** Of protobuf itself and passive: it will never have other fields. */
  readonly isFixed: boolean;
}

export const temporalApi = 'temporal.api.';

const wireTypes: Readonly<Record<string, number>> = { v: 1 << 0, d: 1 << 1, s: 1 << 2, f: 1 << 5 };
const lengthDelimited = 1 << 2;

const merged: ReadonlySet<Treatment> = new Set(['message', 'payload', 'nullable', 'failure-attributes', 'nexus-input']);
const tellingField = /^(?<number>\d+)[.](?<name>\w+)(?<oneof>~\d+)?(?<many>[*]|%v?)?(?:>(?<message>[\w.]+))?(?:=(?<what>[\w-]+))?$/;

interface Draft {
  readonly name: string;
  readonly fields: (FieldRule | undefined)[];
  readonly special: SpecialMessage | undefined;
  isPassive: boolean;
  isFixed: boolean;
}

const tables = readTables(messageLines);

/** By its full name, `temporal.api.common.v1.Payloads`. */
export function messageTable(name: string): MessageTable | undefined {
  return tables.get(name);
}

/** Of a message that is known to be in the table, by its name without `temporal.api.`; throws at load when it is not. */
export function knownTable(name: string): MessageTable {
  const table = tables.get(fullName(name));
  if (table === undefined) throw new Error(`no message ${name} in the proxy's table`);
  return table;
}

/** A line is `NAME[!SPECIAL]`, then `WIRE` and numbers of plain fields, then `NUMBER.NAME[~ONEOF][*|%|%v]` and `>MESSAGE` or `=TREATMENT`. */
function readTables(lines: string): Map<string, MessageTable> {
  const words = lines
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  const drafts = new Map<string, Draft>();
  for (const [head = ''] of words) {
    const [name = '', special] = head.split('!');
    drafts.set(fullName(name), draftOf(fullName(name), special));
  }
  for (const [head = '', ...fields] of words) readFields(drafts, head, fields);
  for (const draft of drafts.values()) {
    draft.isPassive = isPassive(draft, new Set());
    draft.isFixed = draft.isPassive && draft.name.startsWith('google.');
  }
  return drafts;
}

function draftOf(name: string, special?: string): Draft {
  return { name, fields: [], special: special as SpecialMessage | undefined, isPassive: false, isFixed: false };
}

/** Messages that hold themselves are passive when the rest of them is. */
function isPassive(table: MessageTable, within: ReadonlySet<MessageTable>): boolean {
  if (table.isPassive || within.has(table)) return true;
  const here = new Set([...within, table]);
  return (
    table.special === undefined &&
    table.fields.every(
      (rule) => rule === undefined || rule.treatment === 'plain' || (rule.table !== undefined && isPassive(rule.table, here)),
    )
  );
}

function fullName(name: string): string {
  return name.startsWith('google.') ? name : temporalApi + name;
}

function readFields(drafts: ReadonlyMap<string, Draft>, head: string, words: readonly string[]): void {
  const draft = drafts.get(fullName(head.split('!')[0] ?? ''));
  if (draft === undefined) return;
  const bits = new Map<string, number>();
  for (const word of words) {
    if (word.includes('.')) readTellingField(drafts, draft, { word, bits });
    else readPlainFields(draft, word);
  }
}

function readPlainFields(draft: Draft, word: string): void {
  const letter = word[0] ?? '';
  const packed = letter === letter.toUpperCase() ? lengthDelimited : 0;
  const rule = plainRule((wireTypes[letter.toLowerCase()] ?? 0) | packed);
  for (const number of word.slice(1).split(',')) draft.fields[Number(number)] = rule;
}

function plainRule(wires: number): FieldRule {
  return { name: '', treatment: 'plain', wires, once: 0, fits: 0, table: undefined };
}

interface TellingField {
  readonly word: string;
  /** Of the fields and oneofs of its message that may come once. */
  readonly bits: Map<string, number>;
}

function readTellingField(drafts: ReadonlyMap<string, Draft>, draft: Draft, { word, bits }: TellingField): void {
  const { number, name = '', oneof, many = '', message, what } = partsOf(word);
  const value = message === undefined ? treated(name, what as Treatment) : below(name, drafts.get(fullName(message)), Number(what ?? 0));
  // A string that comes twice is what it was last; only messages are merged.
  const isOnce = many === '' && merged.has(value.treatment);
  const rule = { ...value, once: isOnce ? bitOf(oneof ?? name, bits) : 0 };
  draft.fields[Number(number)] = many.startsWith('%') ? mapRule(`${draft.name}.${name}`, many, rule) : rule;
}

function partsOf(word: string): Record<string, string | undefined> {
  return tellingField.exec(word)?.groups ?? {};
}

function treated(name: string, treatment: Treatment): FieldRule {
  return { name, treatment, wires: lengthDelimited, once: 0, fits: 0, table: undefined };
}

function below(name: string, table: MessageTable | undefined, fits: number): FieldRule {
  return { name, treatment: 'message', wires: lengthDelimited, once: 0, fits, table };
}

/** Throws at load past the 31 that a number of JavaScript holds. */
function bitOf(key: string, bits: Map<string, number>): number {
  const known = bits.get(key);
  if (known !== undefined) return known;
  if (bits.size > 30) throw new Error(`too many fields that come once beside ${key}`);
  const bit = 1 << bits.size;
  bits.set(key, bit);
  return bit;
}

/** A map is a repeated message of key and value. */
function mapRule(name: string, many: string, value: FieldRule): FieldRule {
  const key = plainRule(many === '%v' ? 1 : lengthDelimited);
  const table: Draft = { ...draftOf(name), fields: [undefined, key, { ...value, name: 'value', once: 1 }] };
  return { name: value.name, treatment: 'message', wires: lengthDelimited, once: 0, fits: 0, table };
}
