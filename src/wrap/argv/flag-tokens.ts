import { flagBelow, flagOf } from './command-table.ts';
import { whyForbidden } from './forbidden.ts';

/** What the command line says in one argument that begins with a dash, and maybe the next one. */
export interface FlagToken {
  flags: WrittenFlag[];
  /** Arguments it takes up. */
  length: 1 | 2;
  problems: string[];
}

export interface WrittenFlag {
  /** `--query` or `-q`. */
  spelling: string;
  /** `undefined`: none was given, and it needs none. */
  value: string | undefined;
}

const ownFlags = new Set(['--environment', '--region']);

export function isOwnFlag({ spelling }: WrittenFlag): boolean {
  return ownFlags.has(spelling);
}

/** Reads a flag as the CLI does (pflag), for the command that stands before it so far. */
export function readFlag(path: readonly string[], argument: string, next: string | undefined): FlagToken {
  return argument.startsWith('--') ? readLong(path, argument, next) : readShort(path, argument, next);
}

function readLong(path: readonly string[], argument: string, next: string | undefined): FlagToken {
  const [spelling = '', ...rest] = argument.split('=');
  const inline = argument.includes('=') ? rest.join('=') : undefined;
  const why = whyForbidden(spelling.slice(2));
  const takesValue = valueOf(path, spelling);
  if (why !== undefined) {
    const length = inline === undefined && takesValue === true && next !== undefined ? 2 : 1;
    return { flags: [], length, problems: [`${spelling}: ${why}`] };
  }
  return complete({ spelling, inline, takesValue, next });
}

/** `-n name`, `-nname`, `-n=name`, `-yq text`: letters up to the first one that takes a value. */
function readShort(path: readonly string[], argument: string, next: string | undefined): FlagToken {
  const flags: WrittenFlag[] = [];
  for (let letters = argument.slice(1); letters !== ''; letters = letters.slice(1)) {
    const spelling = `-${letters.charAt(0)}`;
    const takesValue = valueOf(path, spelling);
    const rest = letters.slice(1);
    const isLast = takesValue !== false || rest === '' || rest.startsWith('=');
    if (!isLast) flags.push({ spelling, value: undefined });
    else {
      const inline = rest === '' ? undefined : rest.replace(/^=(?=.)/, '');
      const last = complete({ spelling, inline, takesValue, next });
      return { ...last, flags: [...flags, ...last.flags] };
    }
  }
  return { flags, length: 1, problems: [] };
}

interface Halves {
  spelling: string;
  inline: string | undefined;
  takesValue: boolean | 'ambiguous' | undefined;
  next: string | undefined;
}

function complete({ spelling, inline, takesValue, next }: Halves): FlagToken {
  const problem = problemOf({ spelling, inline, takesValue, next });
  if (problem !== undefined) return { flags: [], length: 1, problems: [problem] };
  if (inline !== undefined || takesValue === false) return { flags: [{ spelling, value: inline }], length: 1, problems: [] };
  return { flags: [{ spelling, value: next }], length: 2, problems: [] };
}

function problemOf({ spelling, inline, takesValue, next }: Halves): string | undefined {
  if (takesValue === undefined) return `${spelling} is no flag that temporal-wrap knows here, so it cannot tell what it does`;
  if (takesValue === 'ambiguous') return `${spelling} takes a value for some commands only; put it behind the command`;
  return takesValue && inline === undefined && next === undefined ? `${spelling} lacks its value` : undefined;
}

function valueOf(path: readonly string[], spelling: string): boolean | 'ambiguous' | undefined {
  if (ownFlags.has(spelling)) return true;
  const isVersion = path.length === 0 && (spelling === '--version' || spelling === '-v');
  if (isVersion) return false;
  const flag = flagOf(path, spelling) ?? flagBelow(path, spelling);
  return flag === 'ambiguous' ? flag : flag?.takesValue;
}
