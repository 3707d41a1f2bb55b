/**
 * The helpers of engine 1, besides `if`, `unless`, `each` and `with`. The set and the text each gives are frozen:
 * a released template has to render the same bytes for ever. A change means engine 2.
 */
export const engineHelpers = {
  eq: (a: unknown, b: unknown) => a === b,
  ne: (a: unknown, b: unknown) => a !== b,
  json: (value: unknown) => JSON.stringify(value),
  yaml: (value: unknown) => yamlFlow(value),
  toml: (value: unknown) => quoted(value, 'toml'),
  python: (value: unknown) => (typeof value === 'boolean' ? pythonBoolean(value) : quoted(value, 'python')),
  join: (list: unknown, separator: unknown) => joined(list, separator),
} satisfies Record<string, (...args: never[]) => unknown>;

/** Words that YAML 1.1 or 1.2 readers take for something other than text. */
const yamlKeywords = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n']);

function yamlFlow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlFlow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, inner]) => `${yamlFlow(key)}: ${yamlFlow(inner)}`);
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  const isPlain = /^[a-z][a-z0-9-]*$/.test(value) || /^\d+d$/.test(value);
  return isPlain && !yamlKeywords.has(value) ? value : jsonText(value);
}

function quoted(value: unknown, helper: string): string {
  if (typeof value === 'string') return jsonText(value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => quoted(item, helper)).join(', ')}]`;
  throw new TypeError(`${helper} takes text, a number or a list of them`);
}

/** JSON's escapes are TOML's, Python's and YAML's too, but those three take no raw DEL, C1 or separator characters. */
function jsonText(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007F-\u009F\u2028\u2029\uFEFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function pythonBoolean(value: boolean): string {
  return value ? 'True' : 'False';
}

function joined(list: unknown, separator: unknown): string {
  if (!Array.isArray(list)) throw new TypeError('join takes a list');
  return list.join(String(separator));
}
