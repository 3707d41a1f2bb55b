/** Characters `[start, end)` of a text give way to others. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
  /** Which comes first of edits that begin at one character: what closes, what is put in, what opens. */
  rank: 'closes' | 'puts' | 'opens';
  /** How deep the lines that are put in stand: what is deeper belongs to what stands above, and comes first. */
  depth?: number;
}

const order = { closes: 0, puts: 1, opens: 2 } as const;

export function put(at: number, text: string, depth = 0): TextEdit {
  return { start: at, end: at, text, rank: 'puts', depth };
}

export function replaceSpan({ start, end }: { start: number; end: number }, text: string): TextEdit {
  return { start, end, text, rank: 'puts' };
}

/** What takes nothing away comes before what does. */
function compare(a: TextEdit, b: TextEdit): number {
  const isWide = ({ start, end }: TextEdit) => (end > start ? 1 : 0);
  return a.start - b.start || order[a.rank] - order[b.rank] || isWide(a) - isWide(b) || (b.depth ?? 0) - (a.depth ?? 0);
}

/** The text with all edits made, or nothing when two of them want the same characters. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string | undefined {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, text: replacement } of edits.toSorted(compare)) {
    if (start < from) return undefined;
    parts.push(text.slice(from, start), replacement);
    from = end;
  }
  return parts.join('') + text.slice(from);
}
