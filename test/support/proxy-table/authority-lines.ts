import { Enum, type Field, type Root, type Type } from 'protobufjs';
import { authorityRules, decidedAlternatives, type AuthorityDecision } from './authority-rules.ts';
import { fieldName, messageName, messageOf, methodsOf } from './descriptors.ts';

/**
 * A line for each message of requests in which something bears authority, or below which something does: its name, then
 * `NUMBER[*]` and what it is. Reports fields that look as if they bore some and are not decided.
 */
export function authorityLines(root: Root, problems: string[]): string[] {
  const used = new Set<string>();
  const lines = [...requestMessages(root)].map(([name, type]) => [name, wordsOf(name, type, { problems, used })] as const);
  for (const name of authorityRules.keys()) if (!used.has(name)) problems.push(`${name} has a rule of authority, and is in no request`);
  return pruned(new Map(lines)).map(([name, words]) => [name, ...words.map(({ text }) => text)].join(' '));
}

interface Word {
  readonly text: string;
  /** Message that it leads to. */
  readonly below: string | undefined;
  readonly isTelling: boolean;
}

interface Findings {
  readonly problems: string[];
  readonly used: Set<string>;
}

function requestMessages(root: Root): Map<string, Type> {
  const found = new Map<string, Type>();
  const visit = (type: Type): void => {
    if (found.has(messageName(type))) return;
    found.set(messageName(type), type);
    for (const field of type.fieldsArray) {
      const below = messageOf(field);
      if (below !== undefined) visit(below);
    }
  };
  for (const { request } of methodsOf(root)) visit(request);
  return new Map([...found].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function wordsOf(name: string, type: Type, findings: Findings): Word[] {
  const fields = type.fieldsArray.toSorted((one, other) => one.id - other.id);
  return fields.flatMap((field) => {
    const word = wordOf(`${name}.${fieldName(field)}`, field, findings);
    return word === undefined ? [] : [word];
  });
}

const isOwn = /^(?:workflow|operator)service[.]v1[.]\w+Request[.](?<field>namespace|identity)$/;

function wordOf(name: string, field: Field, findings: Findings): Word | undefined {
  const decision = decisionOn(name, field, findings);
  const what = decision === undefined ? '' : whatOf(field, decision, findings.problems);
  const message = messageOf(field);
  const below = message === undefined || decision?.as === 'nexus' ? undefined : messageName(message);
  if (what === '' && below === undefined) return undefined;
  const text = `${field.id}${field.repeated ? '*' : ''}${what}${below === undefined ? '' : `>${below}`}`;
  return { text, below, isTelling: what !== '' };
}

function decisionOn(name: string, field: Field, { problems, used }: Findings): AuthorityDecision | undefined {
  const own = isOwn.exec(name)?.groups?.['field'];
  if (own === 'identity') return { as: 'identity', because: 'who calls' };
  const decision = authorityRules.get(name);
  if (decision !== undefined) used.add(name);
  else if (own === undefined && hasToBeDecided(name, field))
    problems.push(`${name} (${field.type}) is not in test/support/proxy-table/authority-rules.ts`);
  return decision;
}

/** What only looks as if it might is decided in the rules as well, so that whoever adds a field has thought of it. */
function hasToBeDecided(name: string, field: Field): boolean {
  const own = fieldName(field);
  const message = name.slice(0, name.lastIndexOf('.'));
  const alternatives = field.partOf;
  if (alternatives !== null && alternatives !== undefined && decidedAlternatives.has(`${message}.${alternatives.name}`)) return true;
  if (/(?:^|_)policy$|callback|eager/.test(own)) return true;
  if (field.type === 'string' && /(?:^|_)identity$/.test(own)) return true;
  const below = messageOf(field);
  return /namespace/.test(own) || (below !== undefined && below.name.endsWith('Request'));
}

function whatOf(field: Field, decision: AuthorityDecision, problems: string[]): string {
  switch (decision.as) {
    case 'clear':
      return '';
    case 'identity':
      return '@';
    case 'set':
      return `!${decision.right}`;
    case 'values':
      return valuesOf(field, decision, problems);
    case 'command':
      return `:${decision.right},${commandPlaces(field).join(',')}`;
    case 'nexus':
      return ':nexus';
    case 'request':
      return '&';
    default:
      return decision.as;
  }
}

/** `?4,4=terminate`: values up to 4 are known, 4 takes terminate. */
function valuesOf(field: Field, { values = {} }: AuthorityDecision, problems: string[]): string {
  const type = field.resolve().resolvedType;
  if (!(type instanceof Enum)) return '';
  const numbers = Object.values(type.values);
  const last = Math.max(...numbers);
  if (new Set(numbers).size !== last + 1) problems.push(`the values of ${type.fullName} have gaps`);
  const rights = Object.entries(values).map(([value, right]) => {
    if (type.values[value] === undefined) problems.push(`${type.fullName} has no ${value}`);
    return `${type.values[value]}=${right}`;
  });
  return [`?${last}`, ...rights].join(',');
}

/** Where a command names a namespace and a workflow type; 0: it names none. */
function commandPlaces(field: Field): number[] {
  const fields = messageOf(field)?.fieldsArray ?? [];
  return ['namespace', 'workflow_type'].map((name) => fields.find((one) => fieldName(one) === name)?.id ?? 0);
}

/** Without what leads to nothing. */
function pruned(words: ReadonlyMap<string, readonly Word[]>): [string, readonly Word[]][] {
  const telling = new Set([...words].filter(([, own]) => own.some(({ isTelling }) => isTelling)).map(([name]) => name));
  for (let size = -1; size !== telling.size;) {
    size = telling.size;
    for (const [name, own] of words) if (own.some(({ below }) => below !== undefined && telling.has(below))) telling.add(name);
  }
  return [...words]
    .filter(([name]) => telling.has(name))
    .map(([name, own]) => [
      name,
      own.filter(({ below, isTelling }) => isTelling || (below !== undefined && telling.has(below))).map((word) => cut(word, telling)),
    ]);
}

/** A field that takes a right and below which nothing more does. */
function cut(word: Word, telling: ReadonlySet<string>): Word {
  const isDead = word.below !== undefined && !telling.has(word.below) && !word.text.includes(':');
  return isDead ? { ...word, text: word.text.slice(0, word.text.indexOf('>')), below: undefined } : word;
}
