import { pyproject, type PythonProject } from './lock-inputs.ts';
import { textOf } from './texts.ts';

/**
 * Whether everything that a `pyproject.toml` asks for is pinned in a lock, at a version that it allows. What a dependency in turn
 * needs, and what nobody asks for any more, the lock does not tell.
 */
export function isPythonLockOf(lock: Uint8Array, manifest: Uint8Array, groups: readonly string[]): boolean {
  const project = pyproject(manifest);
  const text = textOf(lock);
  if (project === undefined || text === undefined) return false;
  const pins = pinsOf(text);
  return requirementsOf(project, groups).every((requirement) => isPinned(requirement, pins));
}

/** Lines of `name==version` at the left edge; hashes and notes are indented. */
function pinsOf(text: string): Map<string, string[]> {
  const pins = new Map<string, string[]>();
  for (const [, name = '', version = ''] of text.matchAll(/^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*(?:==|@)\s*([^\s;\\]+)/gm)) {
    const known = normalized(name);
    pins.set(known, [...(pins.get(known) ?? []), version]);
  }
  return pins;
}

function requirementsOf({ dependencies, groups }: PythonProject, names: readonly string[]): string[] {
  const asked = names.map((name) => (groups as Record<string, unknown> | undefined)?.[name]);
  return [dependencies, ...asked]
    .flatMap((list): unknown[] => (Array.isArray(list) ? list : []))
    .filter((item) => typeof item === 'string');
}

/** One platform may have another pin than the next, and one that the project allows is enough. */
function isPinned(requirement: string, pins: ReadonlyMap<string, readonly string[]>): boolean {
  const match = /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*\(?([^;@)]*)/.exec(requirement);
  const versions = pins.get(normalized(match?.[1] ?? ''));
  const clauses = (match?.[2] ?? '')
    .split(',')
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '');
  return versions !== undefined && versions.some((version) => clauses.every((clause) => isAllowed(version, clause)));
}

function isAllowed(version: string, clause: string): boolean {
  const [, operator = '', wanted = ''] = /^(~=|===?|!=|<=|>=|<|>)\s*(\S+)$/.exec(clause) ?? [];
  if (wanted.endsWith('.*')) {
    const isBelow = `${version}.`.startsWith(wanted.slice(0, -1));
    return operator === '!=' ? !isBelow : operator === '==' && isBelow;
  }
  const order = compared(version, wanted);
  if (operator === '~=') return order >= 0 && `${version}.`.startsWith(`${wanted.split('.').slice(0, -1).join('.')}.`);
  const verdicts: Record<string, boolean> = {
    '==': order === 0,
    '===': version === wanted,
    '!=': order !== 0,
    '<=': order <= 0,
    '>=': order >= 0,
    '<': order < 0,
    '>': order > 0,
  };
  return verdicts[operator] === true;
}

/** By release numbers; letters such as those of a pre-release count as less than none. */
function compared(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function partsOf(version: string): number[] {
  const [release = '', ...later] = version.split(/(?<=\d)(?=[a-z+-]|\.dev|\.post)/i);
  const numbers = release.split('.').map(Number);
  while (numbers.length > 1 && numbers.at(-1) === 0) numbers.pop();
  const isEarly = /^(a|b|c|rc|alpha|beta|pre|\.dev)/i.test(later.join(''));
  return isEarly ? [...numbers.slice(0, -1), (numbers.at(-1) ?? 0) - 0.5] : numbers;
}

function normalized(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}
