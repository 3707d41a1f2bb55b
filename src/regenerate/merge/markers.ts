/** What stands behind each marker: who wrote the lines between. */
export interface MergeLabels {
  ours: string;
  base: string;
  theirs: string;
}

const usualSize = 7;

/** The labels of an upgrade, such as `worker-typescript 1.0.0`; nothing but this tool writes markers with them. */
export function templateLabels(from: string, to: string): MergeLabels {
  return { ours: 'yours (edited)', base: from, theirs: to };
}

/** The shortest markers that no line of the files looks like: seven characters, unless a file is about conflicts. */
export function markerSizeFor(texts: readonly string[]): number {
  const taken = new Set<number>();
  for (const text of texts) {
    for (const [, run] of text.matchAll(/^(<{7,}|>{7,}|\|{7,}|={7,})(?=[ \r\n]|$)/gm)) taken.add(run!.length);
  }
  let size = usualSize;
  while (taken.has(size)) size += 1;
  return size;
}

export interface ConflictLines {
  ours: readonly string[];
  base: readonly string[];
  theirs: readonly string[];
}

/** A conflict as a person finds it in the file. */
export function conflictBlock({ ours, base, theirs }: ConflictLines, labels: MergeLabels, size: number): string[] {
  return [
    `${'<'.repeat(size)} ${labels.ours}`,
    ...ours,
    `${'|'.repeat(size)} ${labels.base}`,
    ...base,
    '='.repeat(size),
    ...theirs,
    `${'>'.repeat(size)} ${labels.theirs}`,
  ];
}

/**
 * Line numbers, from 1, of labelled markers that are still in a text. The dividing line has no label and is not looked for: headings are
 * written like that. Give the size that the merge reported, so that markers the team's file is about are left alone.
 */
export function findMarkers(text: string, labels: MergeLabels, size: number): number[] {
  const markers = new Set([
    `${'<'.repeat(size)} ${labels.ours}`,
    `${'|'.repeat(size)} ${labels.base}`,
    `${'>'.repeat(size)} ${labels.theirs}`,
  ]);
  return text.split(/\r?\n/).flatMap((line, index) => (markers.has(line) ? [index + 1] : []));
}
