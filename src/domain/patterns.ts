/** What the subjects of a grant are: it decides what a `*` may stand for. */
export type PatternKind =
  /** `*` stands for any characters. */
  | 'text'
  /** `*` stays within one part between slashes: SPIFFE ids, service accounts. */
  | 'path'
  /** `*` stays within one attribute of an RFC 4514 name, so that a value with an escaped comma cannot pose as two attributes. */
  | 'name';

/** A compiled pattern. */
export interface Pattern {
  readonly source: string;
  readonly kind: PatternKind;
  readonly parts: readonly string[];
}

export function patternOf(source: string, kind: PatternKind): Pattern {
  return { source, kind, parts: partsOf(source, kind) };
}

/** Linear in the length of the value, whatever the pattern. */
export function matches({ parts, kind }: Pattern, value: string): boolean {
  const values = partsOf(value, kind);
  return values.length === parts.length && parts.every((part, index) => matchesPart(part, values[index] ?? ''));
}

/** Whether every value that `inner` matches is matched by `outer` too. */
export function covers(outer: Pattern, inner: Pattern): boolean {
  return outer.kind === inner.kind && matches(outer, inner.source);
}

/** Whether some value is matched by both. */
export function overlaps(one: Pattern, other: Pattern): boolean {
  if (one.kind !== other.kind || one.parts.length !== other.parts.length) return false;
  return one.parts.every((part, index) => overlapsPart(part, other.parts[index] ?? ''));
}

function partsOf(text: string, kind: PatternKind): readonly string[] {
  if (kind === 'text') return [text];
  if (kind === 'path') return text.split('/');
  return text.match(/(?:\\.|[^,+\\])+|[,+\\]/gs) ?? [];
}

function matchesPart(pattern: string, value: string): boolean {
  const literals = pattern.split('*');
  const [first = ''] = literals;
  if (literals.length === 1) return value === first;
  const last = literals.at(-1) ?? '';
  if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false;
  const end = value.length - last.length;
  let from = first.length;
  for (const literal of literals.slice(1, -1)) {
    const found = value.indexOf(literal, from);
    if (found === -1 || found + literal.length > end) return false;
    from = found + literal.length;
  }
  return true;
}

function overlapsPart(one: string, other: string): boolean {
  if (!one.includes('*')) return matchesPart(other, one);
  if (!other.includes('*')) return matchesPart(one, other);
  // With a star in each, what lies between the outer literals can always be made up; the ends alone decide.
  return agreeAtStart(one, other) && agreeAtEnd(one, other);
}

function agreeAtStart(one: string, other: string): boolean {
  const [a, b] = [one.slice(0, one.indexOf('*')), other.slice(0, other.indexOf('*'))];
  return a.startsWith(b) || b.startsWith(a);
}

function agreeAtEnd(one: string, other: string): boolean {
  const [a, b] = [one.slice(one.lastIndexOf('*') + 1), other.slice(other.lastIndexOf('*') + 1)];
  return a.endsWith(b) || b.endsWith(a);
}
