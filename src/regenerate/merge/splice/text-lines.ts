import type { Span } from '../trees/tree.ts';

export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Where the line's own characters end. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** Where the next line begins, or the text ends. */
export function nextLine(text: string, at: number): number {
  return Math.min(lineEnd(text, at) + 1, text.length);
}

export function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

/** The whole lines that a span touches. */
export function linesAround(text: string, { start, end }: Span): Span {
  return { start: lineStart(text, start), end: nextLine(text, end) };
}

export function isFirstOnLine(text: string, at: number): boolean {
  return text.slice(lineStart(text, at), at).trim() === '';
}

/** Moves every line but the first to the right, or to the left as far as there is room. */
export function indentRest(text: string, columns: number): string {
  const [first = '', ...rest] = text.split('\n');
  return [first, ...rest.map((line) => indentLine(line, columns))].join('\n');
}

function indentLine(line: string, columns: number): string {
  if (line.trim() === '') return line;
  if (columns >= 0) return ' '.repeat(columns) + line;
  const room = line.length - line.trimStart().length;
  return line.slice(Math.min(-columns, room));
}

/** Where the comment lines directly above a line begin; where the line itself does when there are none. */
export function leadStart(text: string, at: number): number {
  let start = lineStart(text, at);
  while (start > 0) {
    const above = lineStart(text, start - 1);
    if (!text.slice(above, start).trimStart().startsWith('#')) return start;
    start = above;
  }
  return start;
}

/** Where the blank lines directly above a line begin. */
export function blankStart(text: string, at: number): number {
  let start = at;
  while (start > 0) {
    const above = lineStart(text, start - 1);
    if (text.slice(above, start).trim() !== '') return start;
    start = above;
  }
  return start;
}

/** One step of indentation, as a text has it first. */
export function indentUnit(text: string): string {
  return /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
}

/** The white space that a line begins with. */
export function indentOf(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, at), at))?.[0] ?? '';
}

/** Indents every line but the first as the new place has it, in that file's own steps. */
export function reindentRest(source: string, from: { indent: string; unit: string }, to: { indent: string; unit: string }): string {
  const [first = '', ...rest] = source.split('\n');
  const lines = rest.map((line) => {
    const content = line.trimStart();
    const depth = Math.max(0, Math.round((line.length - content.length - from.indent.length) / from.unit.length));
    return content === '' ? '' : to.indent + to.unit.repeat(depth) + content;
  });
  return [first, ...lines].join('\n');
}
