import { ToolError, type Problem } from '../errors/tool-error.ts';
import { compareSources } from './placed.ts';

/** The error for declarations that cannot be read: each problem once, in the order of the code. */
export function refuse(problems: readonly Problem[]): ToolError {
  const unique = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return new ToolError('DECLARATION_INVALID', 'the declarations cannot be read', {
    problems: [...unique.values()].toSorted((a, b) => compareSources(sourceOf(a), sourceOf(b))),
    hint: 'Mend them and run `config` again. Nothing was written.',
  });
}

function sourceOf({ file = '', line = 0, column = 0 }: Problem) {
  return { file, line, column };
}
