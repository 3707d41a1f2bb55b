import { lastOf, readFields, type Field } from '../../domain/protobuf-wire.ts';

/** Field numbers of temporal.api: ListNamespacesResponse.namespaces, DescribeNamespaceResponse.namespace_info, NamespaceInfo.name. */
const [namespaces, namespaceInfo, infoName] = [1, 1, 1];

/** A ListNamespacesResponse without the namespaces a caller does not see; `undefined`: it is malformed. */
export function visibleNamespaces(message: Buffer, isVisible: (physical: string) => boolean): Buffer | undefined {
  const fields = readFields(message, 0, message.length);
  if (fields === undefined) return undefined;
  const kept = fields.filter((field) => field.number !== namespaces || isVisible(nameOf(message, field)));
  return Buffer.concat(kept.map(({ start, end }) => message.subarray(start, end)));
}

/** Empty when there is none, and nobody sees a namespace without a name. */
function nameOf(message: Buffer, description: Field): string {
  const info = inside(message, description, namespaceInfo);
  const name = info === undefined ? undefined : inside(message, info, infoName);
  return name === undefined ? '' : message.toString('utf8', name.valueStart, name.end);
}

function inside(message: Buffer, { valueStart, end }: Field, number: number): Field | undefined {
  return lastOf(readFields(message, valueStart, end) ?? [], number);
}
