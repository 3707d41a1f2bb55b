/** Three versions of one text, as an upgrade meets them. */
export interface Triple {
  base: string;
  ours: string;
  theirs: string;
}

/** `unique`: no line stands twice; `code`: braces, blank lines and calls that repeat; `unended`: code, some without a newline at the end. */
export const tripleKinds = ['unique', 'code', 'unended'] as const;
export type TripleKind = (typeof tripleKinds)[number];

const repeating = ['}', '', '  }', '    return result;', '{', 'if (ready) {', '  const count = 1;', '// why', '});', 'else {'];
const steps = ['insert', 'remove', 'replace', 'move'] as const;

/** The same triples for the same kind and number, on every machine. */
export function generateTriples(kind: TripleKind, count: number): Triple[] {
  const random = randomNumbers(kind.length * 7919);
  return Array.from({ length: count }, () => generate(kind, random));
}

type Random = (below: number) => number;

function generate(kind: TripleKind, random: Random): Triple {
  let serial = 0;
  const freshLine = () => {
    serial += 1;
    if (kind === 'unique') return `line ${serial} ${random(1_000_000)}`;
    return random(2) === 0 ? `call${random(40)}(${random(3)});` : (repeating[random(repeating.length)] ?? '');
  };
  const base = Array.from({ length: 5 + random(60) }, freshLine);
  const ours = edit(base, freshLine, random);
  const theirs = edit(base, freshLine, random);
  if (random(4) === 0) {
    const both = Array.from({ length: 1 + random(3) }, freshLine);
    const at = random(Math.min(ours.length, theirs.length) + 1);
    ours.splice(at, 0, ...both);
    theirs.splice(at, 0, ...both);
  }
  const text = (lines: readonly string[]) => {
    const joined = lines.map((line) => `${line}\n`).join('');
    return kind === 'unended' && random(3) === 0 ? joined.slice(0, -1) : joined;
  };
  return { base: text(base), ours: text(ours), theirs: text(theirs) };
}

function edit(base: readonly string[], freshLine: () => string, random: Random): string[] {
  const lines = [...base];
  for (let left = random(5); left > 0; left -= 1) {
    const at = random(lines.length + 1);
    const size = 1 + random(3);
    const step = steps[random(steps.length)];
    const taken = step === 'insert' ? [] : lines.splice(at, size);
    if (step === 'move') lines.splice(random(lines.length + 1), 0, ...taken);
    else if (step !== 'remove') lines.splice(at, 0, ...Array.from({ length: size }, freshLine));
  }
  return lines;
}

function randomNumbers(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}
