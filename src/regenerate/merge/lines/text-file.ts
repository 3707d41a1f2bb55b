import { hunksBetween } from './hunks.ts';

/** A text apart from how it is written down. */
export interface TextFile {
  hasByteOrderMark: boolean;
  /** Every line ends in `\n`, the last one perhaps not. */
  text: string;
  /** How each line ends in the file; the last one perhaps in nothing. */
  endings: string[];
}

const byteOrderMark = '\uFEFF';

export function readTextFile(content: string): TextFile {
  const hasByteOrderMark = content.startsWith(byteOrderMark);
  const written = hasByteOrderMark ? content.slice(1) : content;
  const endings = written.match(/\r?\n/g) ?? [];
  return { hasByteOrderMark, text: written.replaceAll('\r\n', '\n'), endings: [...endings] };
}

/** The lines without their ends; a text that ends in a newline has no empty line after it. */
export function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  return text.endsWith('\n') ? lines.slice(0, -1) : lines;
}

export function isEndedByNewline(text: string): boolean {
  return text === '' || text.endsWith('\n');
}

/** Numbers that are equal where lines are, the same for all texts that one numbering has seen. */
export function lineNumbering(): (lines: readonly string[]) => Int32Array {
  const numbers = new Map<string, number>();
  return (lines) =>
    Int32Array.from(lines, (line) => {
      const known = numbers.get(line) ?? numbers.size;
      if (known === numbers.size) numbers.set(line, known);
      return known;
    });
}

/** Writes a result down as the team writes that file: its line ends, line by line where they are mixed. */
export function writeTextFile(result: string, ours: TextFile, hasByteOrderMark: boolean): string {
  return (hasByteOrderMark ? byteOrderMark : '') + withEndings(result, ours);
}

function withEndings(result: string, { text, endings }: TextFile): string {
  const windows = endings.filter((ending) => ending === '\r\n').length;
  if (windows === 0) return result;
  if (windows === endings.length) return result.replaceAll('\n', '\r\n');
  const usual = windows * 2 > endings.length ? '\r\n' : '\n';
  const kept = keptEndings(result, text, endings);
  const lines = linesOf(result);
  const lastEnding = isEndedByNewline(result) ? undefined : '';
  return lines.map((line, index) => line + ((index === lines.length - 1 ? lastEnding : undefined) ?? kept.get(index) ?? usual)).join('');
}

/** By line of the result: how that line ended before. */
function keptEndings(result: string, before: string, endings: readonly string[]): Map<number, string> {
  const number = lineNumbering();
  const [from, to] = [number(linesOf(before)), number(linesOf(result))];
  const kept = new Map<number, string>();
  let [line, placed] = [0, 0];
  for (const { fromStart, fromEnd, toStart, toEnd } of [...hunksBetween(from, to), atEnd(from.length, to.length)]) {
    for (; line < fromStart && placed < toStart; line += 1, placed += 1) {
      const ending = endings[line];
      if (ending !== undefined) kept.set(placed, ending);
    }
    [line, placed] = [fromEnd, toEnd];
  }
  return kept;
}

function atEnd(from: number, to: number) {
  return { fromStart: from, fromEnd: from, toStart: to, toEnd: to };
}
