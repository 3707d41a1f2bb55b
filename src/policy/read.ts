import type { z } from 'zod';
import { namespaceDocument, type NamespaceDocument } from '../domain/config-documents.ts';
import { checkYaml, parseStrictYaml, yamlPlace, type StrictYaml } from '../domain/read-yaml.ts';
import { compactPlaces } from '../domain/yaml-places.ts';
import { splitYaml } from '../domain/split-yaml.ts';
import type { Problem } from '../errors/tool-error.ts';
import {
  breakGlassDocument,
  policyDocument,
  policyTestDocument,
  revocationsDocument,
  type BreakGlassDocument,
  type PolicyDocument,
  type PolicyTestDocument,
} from './documents.ts';
import type { Place } from './entry.ts';
import { atOnce, type Steps } from './in-turns.ts';

/** A document, and where each part of it stands. */
export interface Placed<T> {
  readonly value: T;
  readonly file: string;
  readonly placeOf: (path: readonly (string | number)[]) => Place;
}

export interface PolicyDocuments {
  readonly policies: readonly Placed<PolicyDocument>[];
  readonly breakGlass: readonly Placed<BreakGlassDocument>[];
  readonly tests: readonly Placed<PolicyTestDocument>[];
  readonly namespaces: readonly Placed<NamespaceDocument>[];
}

export interface PolicyText {
  readonly file: string;
  readonly text: string;
}

/** What a file held when it was read, for as long as its text stays the same. */
export interface ReadFile {
  readonly text: string;
  readonly found: readonly Placed<{ kind: string }>[];
}

/** By path. */
export type ReadFiles = ReadonlyMap<string, ReadFile>;

/** Every document that is right, and every problem of those that are not. */
export interface PolicyReading {
  readonly documents: PolicyDocuments;
  /** Those without a problem. */
  readonly read: ReadFiles;
  readonly problems: Problem[];
}

const kinds: Readonly<Record<string, z.ZodType | undefined>> = {
  Policy: policyDocument,
  BreakGlass: breakGlassDocument,
  PolicyTest: policyTestDocument,
  Namespace: namespaceDocument,
  // Read apart, but checked wherever it lies.
  Revocations: revocationsDocument,
};

/** They lie beside `namespace.yaml` in the config folder of a worker, and say nothing of access. */
const otherKinds = new Set(['Workflow', 'Worker']);

/** Reads what files hold, several documents in each if need be. */
export function readPolicyTexts(texts: readonly PolicyText[]): PolicyReading {
  return atOnce(readingOf(texts));
}

/** The same with a rest after each document; what `before` has of the same text is taken as it is. */
export function* readingOf(texts: readonly PolicyText[], before?: ReadFiles): Steps<PolicyReading> {
  const problems: Problem[] = [];
  const read = new Map<string, ReadFile>();
  const found: Placed<{ kind: string }>[] = [];
  for (const { file, text } of texts) {
    const known = before?.get(file);
    const soFar = problems.length;
    const here = known?.text === text ? known : { text, found: yield* readFile({ file, text }, problems) };
    found.push(...here.found);
    if (problems.length === soFar) read.set(file, here);
  }
  return { documents: byKind(found), read, problems };
}

function* readFile({ file, text }: PolicyText, problems: Problem[]): Steps<Placed<{ kind: string }>[]> {
  const found: Placed<{ kind: string }>[] = [];
  for (const part of splitYaml(text)) {
    found.push(...readDocument(part, file, problems));
    yield;
  }
  return found;
}

function byKind(found: readonly Placed<{ kind: string }>[]): PolicyDocuments {
  const of = <T>(kind: string) => found.filter((document) => document.value.kind === kind) as Placed<T & { kind: string }>[];
  return {
    policies: of<PolicyDocument>('Policy'),
    breakGlass: of<BreakGlassDocument>('BreakGlass'),
    tests: of<PolicyTestDocument>('PolicyTest'),
    namespaces: of<NamespaceDocument>('Namespace'),
  };
}

function readDocument(text: string, file: string, problems: Problem[]): Placed<{ kind: string }>[] {
  const yaml = parseStrictYaml(text, file);
  problems.push(...yaml.problems);
  if (!yaml.isWhole) return [];
  const kind = kindOf(yaml);
  if (kind !== undefined && otherKinds.has(kind)) return [];
  const schema = kind === undefined ? undefined : kinds[kind];
  if (schema === undefined) {
    const message = kind === undefined ? 'has no kind' : `${kind} is no kind that is read here`;
    problems.push({ ...yamlPlace(yaml, ['kind'], file), message: `${message}; write one of ${Object.keys(kinds).join(', ')}` });
    return [];
  }
  const reading = checkYaml(schema as z.ZodType<{ kind: string }>, yaml, file);
  if (reading.kind === 'invalid') problems.push(...reading.problems);
  return reading.kind === 'invalid' ? [] : [{ value: reading.value, file, placeOf: placesIn(yaml, file) }];
}

function kindOf({ document }: StrictYaml): string | undefined {
  const kind: unknown = document.hasIn(['kind']) ? document.getIn(['kind']) : undefined;
  return typeof kind === 'string' ? kind : undefined;
}

function placesIn(yaml: StrictYaml, file: string): Placed<unknown>['placeOf'] {
  const placeOf = compactPlaces(yaml);
  return (path) => ({ file, ...placeOf(path) });
}
