import type { Field, Type } from 'protobufjs';
import { methods } from '../../src/proxy/wire/methods.ts';
import { messageTable, type MessageTable, type Treatment } from '../../src/proxy/wire/table.ts';
import { fieldName, keyTypeOf, loadDescriptors, messageName, messageOf, methodsOf } from './proxy-table/descriptors.ts';

const head = `# What stays visible

<!-- Made by \`npm run reference\` from the table that the proxy seals by; a test fails when it is stale. -->

Texts, bytes and keys of maps in requests that go to Temporal as they are: whoever runs Temporal can read them. Every other text is sealed, is a
namespace's name, which is translated, or is made anew. Numbers, times, durations and enumerations are visible all of them.
[The threat model](../threat-model.md) says what follows from it. Calls that the proxy does not let through are left out.
`;

/** What workers answer updates with: no descriptor says so, as it travels in an Any. */
const answersToUpdates = ['temporal.api.update.v1.Acceptance', 'temporal.api.update.v1.Rejection', 'temporal.api.update.v1.Response'];

/** More messages than these are counted. */
const mostNamed = 6;

interface Found {
  readonly visited: Set<string>;
  /** Names of messages, by what is visible in them. */
  readonly byField: Map<string, Set<string>>;
}

/** `docs/reference/visible-fields.md` */
export function visibleFields(): string {
  const found: Found = { visited: new Set(), byField: new Map() };
  const descriptors = loadDescriptors();
  for (const { path, request } of methodsOf(descriptors)) {
    const method = methods.get(path);
    if (method?.namespaceField !== undefined && !method.actions.includes('platform')) visit(request, found);
  }
  for (const name of answersToUpdates) visit(descriptors.lookupType(name), found);
  const rows = [...found.byField].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([name, places]) => row(name, [...places]));
  return [head, '| field | in |', '| --- | --- |', ...rows, ''].join('\n');
}

function row(name: string, places: readonly string[]): string {
  const shown = places.length > mostNamed ? `${places.length} messages` : places.map((place) => `\`${place}\``).join(', ');
  return `| \`${name}\` | ${shown} |`;
}

function visit(type: Type, found: Found): void {
  const name = messageName(type);
  const table = messageTable(type.fullName.slice(1));
  // The proxy puts a failure of Nexus together anew, and seals its texts.
  if (found.visited.has(name) || table === undefined || table.special === 'nexus-failure') return;
  found.visited.add(name);
  for (const field of type.fieldsArray) visitField(field, treatmentOf(field, table), { found, name });
}

/** Of the value, when the field is a map. */
function treatmentOf(field: Field, table: MessageTable): Treatment | undefined {
  const rule = table.fields[field.id];
  return keyTypeOf(field) === undefined ? rule?.treatment : (rule?.table?.fields[2] ?? rule)?.treatment;
}

function visitField(field: Field, treatment: Treatment | undefined, { found, name }: { found: Found; name: string }): void {
  const below = messageOf(field);
  const isText = field.type === 'string' || field.type === 'bytes';
  if (keyTypeOf(field) === 'string') note(found, `keys of ${fieldName(field)}`, name);
  if (treatment === 'message' && below !== undefined) visit(below, found);
  else if (treatment === 'plain' && (isText || below !== undefined)) note(found, fieldName(field), name);
}

function note({ byField }: Found, field: string, message: string): void {
  byField.set(field, (byField.get(field) ?? new Set()).add(message.replace(/^workflowservice\.v1\./, '')));
}
