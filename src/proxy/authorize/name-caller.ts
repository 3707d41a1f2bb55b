import { encodeField, readFields, wireType, type Field } from '../../domain/protobuf-wire.ts';
import type { AuthorityTable } from '../wire/authority.ts';

/**
 * The message with `subject` in every field that says who calls, whether the caller has filled it or not; also in requests and
 * operations within it. A malformed message stays as it is: what seals it refuses it.
 */
export function nameCaller(message: Buffer, table: AuthorityTable, subject: string): Buffer {
  return named(message, table, Buffer.from(subject)) ?? message;
}

function named(message: Buffer, table: AuthorityTable, subject: Buffer): Buffer | undefined {
  const fields = readFields(message, 0, message.length);
  if (fields === undefined) return undefined;
  const parts: Buffer[] = [];
  let copied = 0;
  for (const field of fields) {
    const changed = changedField(message, field, { table, subject });
    if (changed === undefined) continue;
    parts.push(message.subarray(copied, field.start), changed);
    copied = field.end;
  }
  parts.push(message.subarray(copied));
  // Behind all others: of a text that comes twice the last one counts.
  for (const [number, rule] of table.fields.entries()) if (rule?.isIdentity === true) parts.push(encodeField(number, subject));
  return Buffer.concat(parts);
}

const nothing = Buffer.alloc(0);

/** `undefined`: it stays as it is. */
function changedField(message: Buffer, field: Field, { table, subject }: { table: AuthorityTable; subject: Buffer }): Buffer | undefined {
  const rule = table.fields[field.number];
  if (rule === undefined || field.wire !== wireType.lengthDelimited) return undefined;
  if (rule.isIdentity) return nothing;
  if (rule.below?.namesCaller !== true) return undefined;
  const inside = named(message.subarray(field.valueStart, field.end), rule.below, subject);
  return inside === undefined ? undefined : encodeField(field.number, inside);
}
