import type { FieldRule, MessageTable } from './table.ts';
import { encodeField, readFields, wireType, type Field } from '../../domain/protobuf-wire.ts';

/**
 * The same message with every field once that may come once, as a parser would see it: messages that come twice are one after the other,
 * and of a oneof the last member counts. `undefined` when nothing comes twice, or when it is malformed.
 *
 * No serializer writes such messages, but parsers take them; sealed one by one, the parts of a payload would not be the payload.
 */
export function mergeRepeats(message: Buffer, table: MessageTable): Buffer | undefined {
  const fields = readFields(message, 0, message.length);
  if (fields === undefined || !hasRepeats(fields, table)) return undefined;
  const kept: Buffer[] = [];
  const once = new Map<number, { number: number; values: Buffer[] }>();
  for (const field of fields) {
    const rule = ruleOf(field, table);
    const value = message.subarray(field.valueStart, field.end);
    if (rule === undefined || rule.once === 0) kept.push(message.subarray(field.start, field.end));
    else if (once.get(rule.once)?.number === field.number) once.get(rule.once)?.values.push(value);
    else once.set(rule.once, { number: field.number, values: [value] });
  }
  return Buffer.concat([...kept, ...[...once.values()].map(({ number, values }) => encodeField(number, Buffer.concat(values)))]);
}

function hasRepeats(fields: readonly Field[], table: MessageTable): boolean {
  let seen = 0;
  for (const field of fields) {
    const once = ruleOf(field, table)?.once ?? 0;
    if ((seen & once) !== 0) return true;
    seen |= once;
  }
  return false;
}

function ruleOf(field: Field, table: MessageTable): FieldRule | undefined {
  return field.wire === wireType.lengthDelimited ? table.fields[field.number] : undefined;
}
