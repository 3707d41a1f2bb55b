import type { Declarations, DeclaredWorkflow, JsonSchema } from '../domain/declarations.ts';
import { derivedNotice } from './derived-notice.ts';
import type { Kind } from './placed.ts';

/** What a schema is of: a workflow, an activity, or one of a workflow's handlers. */
export interface SchemaOwner {
  kind: Kind;
  name: string;
  handler?: { group: 'signals' | 'queries' | 'updates'; name: string };
}

export function schemaPath({ kind, name, handler }: SchemaOwner, side: 'input' | 'output'): string {
  const folder = kind === 'activity' ? `schemas/activities/${name}` : `schemas/${name}`;
  return handler === undefined ? `${folder}/${side}.json` : `${folder}/${handler.group}/${handler.name}.${side}.json`;
}

/** The golden schemas: one file for every input and output that travels. */
export function schemaFiles({ activities, workflows }: Declarations): { path: string; content: string }[] {
  return [
    ...activities.flatMap(({ name, input, output }) => pair({ kind: 'activity', name }, { input, output })),
    ...workflows.flatMap((workflow) => workflowSchemas(workflow)),
  ];
}

function workflowSchemas({ name, input, output, signals, queries, updates }: DeclaredWorkflow): { path: string; content: string }[] {
  const ofHandlers = (group: 'signals' | 'queries' | 'updates', handlers: Record<string, Sides>) =>
    Object.entries(handlers).flatMap(([handler, sides]) => pair({ kind: 'workflow', name, handler: { group, name: handler } }, sides));
  return [
    ...pair({ kind: 'workflow', name }, { input, output }),
    ...ofHandlers('signals', signals),
    ...ofHandlers('queries', queries),
    ...ofHandlers('updates', updates),
  ];
}

interface Sides {
  input?: JsonSchema | undefined;
  output?: JsonSchema | undefined;
}

function pair(owner: SchemaOwner, sides: Sides): { path: string; content: string }[] {
  return (['input', 'output'] as const).flatMap((side) => {
    const schema = sides[side];
    return schema === undefined ? [] : [{ path: schemaPath(owner, side), content: schemaText(schema) }];
  });
}

/** Keys are sorted at every depth, so that moving a field in the code changes no golden. */
function schemaText(schema: JsonSchema): string {
  const whole = { ...schema, $schema: 'https://json-schema.org/draft/2020-12/schema', $comment: derivedNotice };
  return `${JSON.stringify(sorted(whole), undefined, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Record<string, unknown>;
  const keys = Object.keys(fields).toSorted();
  return Object.fromEntries(keys.map((key) => [key, key === 'required' ? sortedNames(fields[key]) : sorted(fields[key])]));
}

/** `required` is a set of names. Anywhere else a key of that name holds a schema or data, which keep their order. */
function sortedNames(value: unknown): unknown {
  return Array.isArray(value) && value.every((name) => typeof name === 'string') ? value.toSorted() : sorted(value);
}
