import { bitsOf, type RightBits } from '../../domain/access.ts';
import { lastOf, readFields, readVarint, skipValue, wireType, type Cursor, type Field } from '../../domain/protobuf-wire.ts';
import type { AuthorityRule, AuthorityTable, CommandRule } from '../wire/authority.ts';
import { readPayload } from '../wire/payloads.ts';

/** What the fields of a request ask for beside what its method does. */
export interface Hidden {
  /** Rights in the request's own namespace. */
  readonly needs: RightBits;
  /** Namespaces that requests within it name. */
  readonly namespaces: readonly string[];
  readonly commands: readonly Command[];
  readonly systemCalls: readonly SystemCall[];
}

/** What a workflow does to another. */
export interface Command {
  readonly needs: RightBits;
  /** Empty: the workflow's own. */
  readonly namespace: string;
  /** Of what is started; `undefined` for what is found by its id. */
  readonly workflowType: string | undefined;
}

/** A call that a workflow makes through Temporal's own Nexus endpoint. */
export interface SystemCall {
  readonly service: string;
  /** Name of the method. */
  readonly operation: string;
  readonly message: Buffer;
}

/** A value that a newer Temporal knows may do anything that can be done to what is found. */
const unknownValue = bitsOf(['operate', 'terminate']);
const systemEndpoint = '__temporal_system';
/** Field numbers of temporal.api: every request's namespace; ScheduleNexusOperationCommandAttributes; WorkflowType.name; Payload.data. */
const [requestNamespace, endpoint, service, operation, input, typeName, payloadData] = [1, 1, 2, 3, 4, 1, 2];

interface Search extends Cursor {
  readonly source: Buffer;
  needs: RightBits;
  readonly namespaces: string[];
  readonly commands: Command[];
  readonly systemCalls: SystemCall[];
}

/**
 * Finds them without decoding the message. `undefined`: it is malformed, or something that bears authority comes twice where
 * it may come once; parsers take that, each in its own way, and no serializer writes it.
 */
export function hiddenRights(message: Buffer, table: AuthorityTable): Hidden | undefined {
  const search: Search = { source: message, at: 0, needs: 0, namespaces: [], commands: [], systemCalls: [] };
  return searchMessage(search, table, message.length) ? search : undefined;
}

function searchMessage(search: Search, table: AuthorityTable, end: number): boolean {
  let seen = 0;
  while (search.at < end) {
    const tag = readVarint(search, end);
    if (tag < 8) return false;
    const rule = table.fields[tag >>> 3];
    if (rule === undefined || rule.isIdentity) {
      if (!skipValue(search, end, tag)) return false;
      continue;
    }
    const bit = rule.isRepeated ? 0 : 1 << (tag >>> 3);
    if ((seen & bit) !== 0 || !searchField(search, rule, { tag, end })) return false;
    seen |= bit;
  }
  return search.at === end;
}

function searchField(search: Search, rule: AuthorityRule, { tag, end }: { tag: number; end: number }): boolean {
  if ((tag & 7) === wireType.lengthDelimited) return searchBelow(search, rule, end);
  const valueAt = search.at;
  if (!skipValue(search, end, tag)) return false;
  if ((tag & 7) !== wireType.varint) return false;
  // -1 for what is cut off or above 32 bits: as a number it is none that is known, and as a switch it is on.
  const value = readVarint({ source: search.source, at: valueAt }, search.at);
  if (rule.values !== undefined) search.needs |= rule.values[value] ?? unknownValue;
  if (value !== 0) search.needs |= rule.needs;
  return true;
}

function searchBelow(search: Search, rule: AuthorityRule, end: number): boolean {
  const length = readVarint(search, end);
  if (length < 0 || length > end - search.at || rule.values !== undefined) return false;
  const valueEnd = search.at + length;
  search.needs |= rule.needs;
  if (rule.isNexus) return searchNexus(search, valueEnd);
  if (rule.command !== undefined) return searchCommand(search, rule, { command: rule.command, end: valueEnd });
  if (rule.isRequest && !noteNamespaces(search, valueEnd)) return false;
  if (rule.below?.hidesRights === true) return searchMessage(search, rule.below, valueEnd);
  search.at = valueEnd;
  return true;
}

function noteNamespaces(search: Search, end: number): boolean {
  const { source, at } = search;
  const fields = readFields(source, at, end);
  for (const field of fields ?? []) if (field.number === requestNamespace) search.namespaces.push(textIn(source, field));
  return fields !== undefined;
}

/** What is hidden in a command is asked for where the command is carried out. */
function searchCommand(search: Search, rule: AuthorityRule, { command, end }: { command: CommandRule; end: number }): boolean {
  const { source, at } = search;
  const fields = readFields(source, at, end);
  if (fields === undefined || isTwice(fields, command.namespace) || isTwice(fields, command.type)) return false;
  const outer = search.needs;
  search.needs = command.right;
  if (rule.below?.hidesRights === true && !searchMessage(search, rule.below, end)) return false;
  const workflowType = typeIn(source, fields, command.type);
  if (workflowType === undefined && command.type !== 0) return false;
  search.commands.push({ needs: search.needs, namespace: lastText(source, fields, command.namespace), workflowType });
  search.needs = outer;
  search.at = end;
  return true;
}

function typeIn(source: Buffer, fields: readonly Field[], number: number): string | undefined {
  const type = lastOf(fields, number);
  if (type === undefined) return number === 0 ? undefined : '';
  const inside = readFields(source, type.valueStart, type.end);
  return inside === undefined || isTwice(inside, typeName) ? undefined : lastText(source, inside, typeName);
}

function searchNexus(search: Search, end: number): boolean {
  const { source, at } = search;
  const fields = readFields(source, at, end);
  if (fields === undefined || [endpoint, service, operation, input].some((number) => isTwice(fields, number))) return false;
  search.at = end;
  if (lastText(source, fields, endpoint) !== systemEndpoint) return true;
  const message = messageIn(source, lastOf(fields, input));
  if (message === undefined) return false;
  search.systemCalls.push({ service: lastText(source, fields, service), operation: lastText(source, fields, operation), message });
  return true;
}

/** The request in a payload. The server takes other encodings, such as JSON, which as protobuf would say something else. */
function messageIn(source: Buffer, payload: Field | undefined): Buffer | undefined {
  const inside = payload === undefined ? undefined : source.subarray(payload.valueStart, payload.end);
  const fields = inside === undefined ? undefined : readFields(inside, 0, inside.length);
  if (inside === undefined || fields === undefined || isTwice(fields, payloadData)) return undefined;
  const [data, encoding] = [lastOf(fields, payloadData), readPayload(inside)?.metadata.get('encoding')];
  if (data === undefined || encoding?.toString() !== 'binary/protobuf') return undefined;
  return inside.subarray(data.valueStart, data.end);
}

function isTwice(fields: readonly Field[], number: number): boolean {
  return fields.filter((field) => field.number === number).length > 1;
}

function lastText(source: Buffer, fields: readonly Field[], number: number): string {
  const field = lastOf(fields, number);
  return field === undefined ? '' : textIn(source, field);
}

function textIn(source: Buffer, { valueStart, end }: Field): string {
  return source.toString('utf8', valueStart, end);
}
