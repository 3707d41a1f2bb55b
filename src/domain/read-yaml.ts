import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';
import type { z } from 'zod';
import type { Problem } from '../errors/tool-error.ts';

/** Outcome of reading a YAML file against a schema: the value, or every problem with its place. */
export type YamlReading<T> = { kind: 'valid'; value: T } | { kind: 'invalid'; problems: Problem[] };

/** No file of ours comes near this; a larger one is not read at all. */
const maxCharacters = 1_000_000;
/** What zod says of a union that says nothing itself. */
const unionMessage = 'Invalid input';
const tooDeep = 'is nested too deeply';

/** What the parser says in words that do not help here. */
const parserMessages: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key stands twice',
  TAG_RESOLVE_FAILED: 'a tag is not taken here; write the value out',
  MULTIPLE_DOCS: 'a second document begins here; this file holds one',
};

/**
 * Reads one YAML document strictly: duplicate keys, anchors, aliases and tags are refused (which is what disarms
 * expansion bombs), unknown fields are problems, and every problem carries file, line and column.
 */
export function readYaml<T>(schema: z.ZodType<T>, text: string, file: string): YamlReading<T> {
  const parsed = parseStrictYaml(text, file);
  if (parsed.problems.length === 0) return checkYaml(schema, parsed, file);
  const found = parsed.isWhole ? problemsOf(checkYaml(schema, parsed, file)) : [];
  return { kind: 'invalid', problems: [...parsed.problems, ...found].toSorted(byPlace) };
}

export interface StrictYaml {
  document: Document.Parsed;
  lines: LineCounter;
  problems: Problem[];
  /** The value can be looked at in spite of the problems: the syntax is right and nothing refers elsewhere. */
  isWhole: boolean;
}

/** The document with its positions, before any schema: for callers that look at the value to choose one. */
export function parseStrictYaml(text: string, file: string): StrictYaml {
  const lines = new LineCounter();
  const isTooLong = text.length > maxCharacters;
  const document = parseDocument(isTooLong ? '' : text, { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: true });
  if (isTooLong) {
    const message = `has ${text.length} characters; at most ${maxCharacters} are read`;
    return { document, lines, problems: [{ file, message }], isWhole: false };
  }
  const errors = [...document.errors, ...document.warnings];
  const refused = shallow(() => refusedNodes(document));
  if (refused === undefined || errors.some(({ message }) => message.includes('call stack'))) {
    return { document, lines, problems: [{ file, message: tooDeep }], isWhole: false };
  }
  return {
    document,
    lines,
    problems: [
      ...errors.map(({ code, message, pos }) => ({ offset: pos[0], message: parserMessages[code] ?? lowerFirst(message) })),
      ...refused.map(({ offset, feature }) => ({ offset, message: `${feature} is not taken here; write the value out` })),
    ].map(({ offset, message }) => ({ ...placeAt(lines, offset, file), message })),
    isWhole: errors.every(({ code }) => code === 'DUPLICATE_KEY') && refused.every(({ feature }) => feature !== 'an alias'),
  };
}

/** The parser and the schema descend by calling themselves; `undefined` when a document is too deep for the stack. */
function shallow<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function refusedNodes(document: Document.Parsed): { offset: number; feature: string }[] {
  const found: { offset: number; feature: string }[] = [];
  visit(document, {
    Node(_key, node) {
      const feature = refusedFeature(node);
      if (feature !== undefined) found.push({ offset: node.range?.[0] ?? 0, feature });
    },
  });
  return found;
}

/** Checks a parsed document against a schema; every issue at once, each at the node it is about. */
export function checkYaml<T>(
  schema: z.ZodType<T>,
  { document, lines }: Pick<StrictYaml, 'document' | 'lines'>,
  file: string,
): YamlReading<T> {
  const result = shallow(() => schema.safeParse(document.toJS({ maxAliasCount: 0 }) as unknown));
  if (result === undefined) return { kind: 'invalid', problems: [{ file, message: tooDeep }] };
  if (result.success) return { kind: 'valid', value: result.data };
  const problems = result.error.issues.flatMap((issue) => issueProblems(issue, document, (offset) => placeAt(lines, offset, file)));
  return { kind: 'invalid', problems: problems.toSorted(byPlace) };
}

function problemsOf<T>(reading: YamlReading<T>): Problem[] {
  return reading.kind === 'invalid' ? reading.problems : [];
}

/** Where a path of keys stands in a document, or its nearest parent that does. */
export function yamlPlace(
  { document, lines }: Pick<StrictYaml, 'document' | 'lines'>,
  path: readonly PropertyKey[],
  file: string,
): Problem {
  return { ...placeAt(lines, offsetOf(document, path), file), field: path.join('.'), message: '' };
}

type Place = (offset: number) => Pick<Problem, 'file' | 'line' | 'column'>;

function issueProblems(issue: z.core.$ZodIssue, document: Document.Parsed, place: Place): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...place(keyOffset(document, [...issue.path, key])),
      field: [...issue.path, key].join('.'),
      message: 'is not a field this file has',
    }));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => ({
      ...place(keyOffset(document, issue.path)),
      field: issue.path.join('.'),
      message: lowerFirst(message),
    }));
  }
  const nearest = issue.code === 'invalid_union' ? issue.errors.toSorted((a, b) => a.length - b.length)[0] : undefined;
  const isThere = (path: readonly PropertyKey[]) => path.length > 0 && document.hasIn([...issue.path, ...path]);
  const isNear = nearest?.every(({ code, path }) => code === 'unrecognized_keys' || isThere(path)) === true;
  if (nearest !== undefined && (isNear || issue.message === unionMessage)) {
    return nearest.flatMap((inner) => issueProblems({ ...inner, path: [...issue.path, ...inner.path] }, document, place));
  }
  const isMissing = issue.path.length > 0 && !document.hasIn(issue.path as unknown[]);
  return [
    {
      ...place(offsetOf(document, issue.path)),
      field: issue.path.join('.'),
      message: isMissing ? 'is missing' : messageOf(issue, document),
    },
  ];
}

/** YAML reads 42, yes and null as something else than text. */
function messageOf(issue: z.core.$ZodIssue, document: Document.Parsed): string {
  const value = issue.path.length === 0 ? undefined : document.getIn(issue.path as unknown[]);
  const isPlain = value === null || typeof value === 'number' || typeof value === 'boolean';
  const isText = issue.code === 'invalid_type' && issue.expected === 'string';
  return isText && isPlain ? `is ${String(value)}, which is no text; text that looks so needs quotes` : lowerFirst(issue.message);
}

function refusedFeature(node: Node): string | undefined {
  if ('anchor' in node && node.anchor !== undefined) return 'an anchor';
  return 'source' in node && !isScalar(node) ? 'an alias' : undefined;
}

function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isScalar(node) || isMap(node) || isSeq(node)) return node.range?.[0] ?? 0;
  }
  return document.contents?.range?.[0] ?? 0;
}

function keyOffset(document: Document.Parsed, path: readonly PropertyKey[]): number {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return offsetOf(document, path);
  const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)));
  return isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : offsetOf(document, path);
}

function placeAt(lines: LineCounter, offset: number, file: string): Pick<Problem, 'file' | 'line' | 'column'> {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
}

function byPlace(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
