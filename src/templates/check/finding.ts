import type { Problem } from '../../errors/tool-error.ts';

/** Something wrong with a template package, where it is, and what its author can do about it. */
export interface Finding extends Problem {
  /** Permanent, as error codes are. */
  rule: FindingRule;
  /** A warning does not fail the check. */
  level: 'error' | 'warning';
  file: string;
  mend: string;
}

export type FindingRule =
  | 'package'
  | 'render'
  | 'output'
  | 'syntax'
  | 'version'
  | 'migration'
  | 'file-id'
  | 'question'
  | 'base'
  | 'override';

/** By place; each once. */
export function sortedFindings(findings: readonly Finding[]): Finding[] {
  const distinct = new Map(findings.map((finding) => [`${placeKey(finding)} ${finding.rule} ${finding.message}`, finding]));
  return [...distinct.values()].toSorted((a, b) => (placeKey(a) < placeKey(b) ? -1 : Number(placeKey(a) > placeKey(b))));
}

function placeKey({ file, line = 0, column = 0 }: Finding): string {
  return `${file}:${String(line).padStart(7, '0')}:${String(column).padStart(5, '0')}`;
}

/** Line, from 1, where a text begins to match; the first when it never does. */
export function lineOf(text: string, expression: RegExp): number {
  const index = text.search(expression);
  return index === -1 ? 1 : text.slice(0, index).split('\n').length;
}

/** Where a file of a package is written, before anything is substituted. */
export function outputPath(path: string): string {
  return path.replace(/\.hbs$/, '');
}

/** A text as a regular expression of itself. */
export function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`);
}
