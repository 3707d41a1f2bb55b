import type { Field, Root, Type } from 'protobufjs';
import { authorityLines } from './authority-lines.ts';
import { fieldName, keyTypeOf, messageName, messageOf, messagesOf, methodsOf, type ServiceMethod } from './descriptors.ts';
import { fieldRules, fittedFields, nameRules, specialMessages, type FieldDecision } from './field-rules.ts';
import { methodActions, waitingMethods } from './method-rules.ts';
import { methodScopes } from './scope-rules.ts';
import { scopeWords } from './scope-words.ts';

const mayHoldUserText = /message|stack|error|reason|detail|cause|description|note|text/;
const specialTypes = new Set(['google.protobuf.Any', 'common.v1.DataBlob']);
const wireOf: Readonly<Record<string, string>> = {
  string: 's',
  bytes: 's',
  float: 'f',
  fixed32: 'f',
  sfixed32: 'f',
  double: 'd',
  fixed64: 'd',
  sfixed64: 'd',
};

/**
 * `src/proxy/wire/table.generated.ts`. Throws with every field and method that the rules do not classify, and every rule that
 * fits nothing any more.
 */
export function generateTable(root: Root): string {
  const problems: string[] = [];
  const used = new Set<string>();
  const messages = [...messagesOf(root)].map(([name, type]) => messageLine(name, type, { problems, used }));
  const methods = methodsOf(root).map((method) => methodLine(method, problems));
  const authority = authorityLines(root, problems);
  problems.push(...unusedRules(used, root));
  if (problems.length > 0) throw new Error(`The table of the proxy cannot be made:\n${problems.map((one) => `  ${one}`).join('\n')}`);
  return fileText({ messages, methods, authority });
}

interface Findings {
  readonly problems: string[];
  readonly used: Set<string>;
}

function messageLine(name: string, type: Type, findings: Findings): string {
  const special = specialMessages.get(name);
  if (special !== undefined) findings.used.add(name);
  const fields = type.fieldsArray.toSorted((one, other) => one.id - other.id);
  const plain = new Map<string, number[]>();
  const telling: string[] = [];
  for (const field of fields) {
    const token = tellingField(`${name}.${fieldName(field)}`, field, findings);
    if (token !== undefined) telling.push(token);
    else plain.set(wire(field), [...(plain.get(wire(field)) ?? []), field.id]);
  }
  const scalars = [...plain].map(([letter, numbers]) => `${letter}${numbers.join(',')}`);
  return [special === undefined ? name : `${name}!${special}`, ...scalars, ...telling].join(' ');
}

/** `v`: varint, `s`: length-delimited, `f`: 4 bytes, `d`: 8 bytes; in capitals when many may be packed into one. */
function wire(field: Field): string {
  if (keyTypeOf(field) !== undefined || messageOf(field) !== undefined) return 's';
  const letter = wireOf[field.type] ?? 'v';
  return field.repeated && letter !== 's' ? letter.toUpperCase() : letter;
}

/** A field with a name of its own in the table: a message, or what is sealed or translated. */
function tellingField(name: string, field: Field, findings: Findings): string | undefined {
  const decision = decisionOn(name, field, findings);
  const below = messageOf(field);
  const start = `${field.id}.${fieldName(field)}${oneof(field)}${many(field)}`;
  if (decision !== undefined && decision.as !== 'clear' && decision.as !== 'message') return `${start}=${decision.as}`;
  if (decision?.as === 'clear' || below === undefined) return undefined;
  const fits = fittedFields.get(name);
  if (fits !== undefined) findings.used.add(name);
  return `${start}>${messageName(below)}${fits === undefined ? '' : `=${fits}`}`;
}

function decisionOn(name: string, field: Field, { problems, used }: Findings): FieldDecision | undefined {
  const rule = fieldRules.get(name);
  if (rule !== undefined) used.add(name);
  const decision = rule ?? nameRule(field) ?? fromDescriptor(name, field);
  if (decision === undefined && hasToBeClassified(field))
    problems.push(`${name} (${field.type}) is not in test/support/proxy-table/field-rules.ts`);
  return decision;
}

function nameRule(field: Field): FieldDecision | undefined {
  return field.type === 'string' || field.type === 'bytes' ? nameRules.get(fieldName(field)) : undefined;
}

/** What no rule has to say: a request's own namespace, and a payload. */
function fromDescriptor(name: string, field: Field): FieldDecision | undefined {
  const below = messageOf(field);
  if (below !== undefined && messageName(below) === 'common.v1.Payload') return { as: 'payload', because: 'it is a payload' };
  if (name.startsWith('common.v1.Payload.')) return { as: 'clear', because: 'a payload is sealed as a whole' };
  const isOwnNamespace = /^(?:workflow|operator)service[.]v1[.]\w+Request[.]namespace$/.test(name);
  return isOwnNamespace ? { as: 'namespace', because: 'the namespace a call is for' } : undefined;
}

function hasToBeClassified(field: Field): boolean {
  const below = messageOf(field);
  if (below !== undefined) return specialTypes.has(messageName(below));
  if (field.type === 'bytes') return true;
  return (
    field.type === 'string' &&
    keyTypeOf(field) === undefined &&
    (/namespace/.test(fieldName(field)) || mayHoldUserText.test(fieldName(field)))
  );
}

/** Members of one oneof share a digit: a parser keeps the last of them. */
function oneof(field: Field): string {
  const group = field.partOf;
  if (group === null || group === undefined || group.name.startsWith('_')) return '';
  return `~${(field.parent as Type).oneofsArray.indexOf(group)}`;
}

function many(field: Field): string {
  const key = keyTypeOf(field);
  if (key !== undefined) return key === 'string' ? '%' : '%v';
  return field.repeated ? '*' : '';
}

function methodLine(method: ServiceMethod, problems: string[]): string {
  const { service, name, request, response } = method;
  const actions = methodActions.get(name);
  if (actions === undefined) problems.push(`${service}.${name} is not in test/support/proxy-table/method-rules.ts`);
  const parts = [`${service}/${name}`, (actions ?? []).join('+'), messageName(request), messageName(response)];
  const namespace = numberOf(request, 'namespace');
  if (namespace !== undefined) parts.push(`namespace=${namespace}`);
  const token = numberOf(request, 'task_token');
  if (token !== undefined) parts.push(`token=${token}`);
  return [...parts, ...tasksIn(response), ...waits(name, request, problems), ...scopeWords(method, problems)].join(' ');
}

function numberOf(type: Type, name: string): number | undefined {
  return type.fieldsArray.find((field) => fieldName(field) === name)?.id;
}

/** `poll=workflow` when the response itself is a task, `task=1*workflow` when a field of it holds one or, with `*`, more. */
function tasksIn(response: Type): string[] {
  const itself = taskKind(response);
  if (itself !== undefined) return [`poll=${itself}`];
  return response.fieldsArray.flatMap((field) => {
    const below = messageOf(field);
    const kind = below === undefined ? undefined : taskKind(below);
    return kind === undefined ? [] : [`task=${field.id}${field.repeated ? '*' : ''}${kind}`];
  });
}

function taskKind(type: Type): string | undefined {
  return /^workflowservice[.]v1[.]Poll(Workflow|Activity|Nexus)TaskQueueResponse$/.exec(messageName(type))?.[1]?.toLowerCase();
}

function waits(name: string, request: Type, problems: string[]): string[] {
  const rule = waitingMethods.get(name);
  if (rule === undefined) return [];
  if (rule.when === undefined) return ['waits'];
  const number = numberOf(request, rule.when);
  if (number === undefined) problems.push(`${name} has no field ${rule.when}, which test/support/proxy-table/method-rules.ts tells of`);
  return [`waits=${number}`];
}

function unusedRules(used: ReadonlySet<string>, root: Root): string[] {
  const methods = new Set(methodsOf(root).map(({ name }) => name));
  return [
    ...[...fieldRules.keys(), ...fittedFields.keys(), ...specialMessages.keys()].filter((name) => !used.has(name)),
    ...[...methodActions.keys(), ...waitingMethods.keys(), ...methodScopes.keys()].filter((name) => !methods.has(name)),
  ].map((name) => `${name} has a rule in test/support/proxy-table, and is in no descriptor`);
}

interface Lines {
  readonly messages: readonly string[];
  readonly methods: readonly string[];
  readonly authority: readonly string[];
}

function fileText({ messages, methods, authority }: Lines): string {
  return `/* oxlint-disable max-lines */
// Made from Temporal's descriptors by \`npm run proxy-table\`; a test fails when it is stale. Read by table.ts, which says how.

/** Every message: its plain fields by wire type, then those that are messages, are sealed or are translated. */
export const messageLines = \`
${messages.join('\n')}
\`;

/** Every method: action, request, response, and what else the proxy has to know of it. */
export const methodLines = \`
${methods.join('\n')}
\`;

/** Every message of requests that bears authority: fields that take a right, name another namespace or say who calls. Read by authority.ts. */
export const authorityLines = \`
${authority.join('\n')}
\`;
`;
}
