/** Characters `[start, end)` of a text give way to others. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
  /** Which comes first of edits that begin at one character: what closes, what is put in, what opens. */
  rank: 'closes' | 'puts' | 'opens';
}

const order = { closes: 0, puts: 1, opens: 2 } as const;

export function put(at: number, text: string): TextEdit {
  return { start: at, end: at, text, rank: 'puts' };
}

export function replaceSpan({ start, end }: { start: number; end: number }, text: string): TextEdit {
  return { start, end, text, rank: 'puts' };
}

/** What takes nothing away comes before what does. */
function widthless({ start, end }: TextEdit): number {
  return end > start ? 1 : 0;
}

/** The text with all edits made, or nothing when two of them want the same characters. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string | undefined {
  const sorted = edits.toSorted((a, b) => a.start - b.start || order[a.rank] - order[b.rank] || widthless(a) - widthless(b));
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, text: replacement } of sorted) {
    if (start < from) return undefined;
    parts.push(text.slice(from, start), replacement);
    from = end;
  }
  return parts.join('') + text.slice(from);
}
