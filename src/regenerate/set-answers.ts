import { isMap, isNode, stringify } from 'yaml';
import { parseStrictYaml } from '../domain/read-yaml.ts';
import { ToolError } from '../errors/tool-error.ts';

/** Answers that may change in a worker's life. Its name and language are in its code. */
export const changeable = ['owner', 'tier', 'namespace', 'retention', 'regions'] as const;

/** `worker.yaml` with other answers; every byte that is not a value of one of these keys stays. */
export function withAnswers(text: string, changes: Readonly<Record<string, string>>, file: string): string {
  return Object.entries(changes).reduce((current, [key, value]) => withAnswer(current, { key, value, file }), text);
}

function withAnswer(text: string, { key, value, file }: { key: string; value: string; file: string }): string {
  if (fixed.includes(key)) throw fixedKey(key);
  const { document, problems } = parseStrictYaml(text, file);
  if (problems.length > 0) throw new ToolError('WORKER_INVALID', `${file} cannot be used`, { problems, hint: 'Nothing was written.' });
  const node = isMap(document.contents) ? document.get(key, true) : undefined;
  const written = yamlValue(key, value);
  if (!isNode(node) || node.range === undefined || node.range === null) return `${text.replace(/\n?$/, '\n')}${key}: ${written}\n`;
  const [start, end] = node.range;
  return text.slice(0, start) + written + trailingOf(text.slice(start, end)) + text.slice(end);
}

/** A block list ends behind its last line break, which is not part of the value. */
function trailingOf(value: string): string {
  return /\s*$/.exec(value)?.[0] ?? '';
}

function yamlValue(key: string, value: string): string {
  if (key === 'tier') return value;
  const parts = value.split(',').map((part) => part.trim());
  const content = key === 'regions' ? parts : value;
  return stringify(content, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trimEnd();
}

const fixed: readonly string[] = ['name', 'language'];

/** Whether every worker has that answer; all others are to questions of its template. */
export function isStandardAnswer(key: string): boolean {
  return fixed.includes(key) || (changeable as readonly string[]).includes(key);
}

function fixedKey(key: string): ToolError {
  return new ToolError('USAGE', `${key} cannot be changed: it is in the worker's own code`, {
    hint: `Set one of ${changeable.join(', ')}, or edit worker.yaml. Nothing was written.`,
  });
}
