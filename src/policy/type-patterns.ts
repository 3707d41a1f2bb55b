import type { TypePattern } from './rights.ts';

export const everyType: TypePattern = { kind: 'prefix', text: '' };

/** `undefined` stands for every type. */
export type TypePatterns = readonly TypePattern[] | undefined;

/** What documents write: a name, or how names begin and `*`. */
export function typePatternsOf(written: readonly string[] | undefined): TypePatterns {
  const patterns = written?.map(typePatternOf);
  return patterns?.some(isEveryType) === false ? narrowest(patterns) : undefined;
}

export function writtenType({ kind, text }: TypePattern): string {
  return kind === 'prefix' ? `${text}*` : text;
}

export function fitsType({ kind, text }: TypePattern, workflowType: string): boolean {
  return kind === 'prefix' ? workflowType.startsWith(text) : workflowType === text;
}

export function fitsOneOf(patterns: TypePatterns, workflowType: string): boolean {
  return patterns === undefined || patterns.some((pattern) => fitsType(pattern, workflowType));
}

/** Whether every type that `inner` stands for is one of `outer`. */
export function coversType(outer: TypePattern, inner: TypePattern): boolean {
  return outer.kind === 'prefix' ? inner.text.startsWith(outer.text) : inner.kind === 'exact' && inner.text === outer.text;
}

/** No handful of longer patterns exhausts what a prefix stands for, so one pattern has to cover another by itself. */
export function isCovered(inner: TypePattern, outer: readonly TypePattern[]): boolean {
  return outer.some((pattern) => coversType(pattern, inner));
}

/** The same types in as few patterns as say it. */
export function narrowest(patterns: readonly TypePattern[]): TypePattern[] {
  return patterns.filter(
    (pattern, index) =>
      !patterns.some((other, at) => at !== index && coversType(other, pattern) && (!coversType(pattern, other) || at < index)),
  );
}

/** Types that both have. */
export function typesInBoth(one: TypePatterns, other: TypePatterns): TypePatterns {
  if (one === undefined) return other;
  if (other === undefined) return one;
  return narrowest([...one.filter((pattern) => isCovered(pattern, other)), ...other.filter((pattern) => isCovered(pattern, one))]);
}

/** Whether some type is one of both. */
export function overlapTypes(one: TypePatterns, other: TypePatterns): boolean {
  return one === undefined || other === undefined || (typesInBoth(one, other)?.length ?? 1) > 0;
}

function typePatternOf(text: string): TypePattern {
  return text.endsWith('*') ? { kind: 'prefix', text: text.slice(0, -1) } : { kind: 'exact', text };
}

function isEveryType({ kind, text }: TypePattern): boolean {
  return kind === 'prefix' && text === '';
}
