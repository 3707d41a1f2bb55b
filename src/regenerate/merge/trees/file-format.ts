import { parseJson } from './parse-json.ts';
import { parseToml } from './parse-toml.ts';
import { parseYaml } from './parse-yaml.ts';
import type { Parsed } from './tree.ts';

export interface FileFormat {
  name: 'JSON' | 'YAML' | 'TOML';
  parse(text: string): Parsed;
}

/** How a file's values are read, by its name; `undefined` for a file that is lines to us. JSON takes comments where the versions have them. */
export function formatOf(path: string, versions: readonly string[]): FileFormat | undefined {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
  if (ending === 'json' || ending === 'jsonc') {
    const isStrict = versions.every((text) => safely((each) => parseJson(each, 'json'))(text).kind !== 'broken');
    return { name: 'JSON', parse: safely((text) => parseJson(text, isStrict ? 'json' : 'jsonc')) };
  }
  if (ending === 'yaml' || ending === 'yml') return { name: 'YAML', parse: safely(parseYaml) };
  return ending === 'toml' ? { name: 'TOML', parse: safely(parseToml) } : undefined;
}

/** The parsers descend by calling themselves. */
function safely(parse: (text: string) => Parsed): (text: string) => Parsed {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof RangeError) return { kind: 'broken', problem: 'it is nested too deeply' };
      throw error;
    }
  };
}
