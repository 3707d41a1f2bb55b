import type { Problem, ToolError } from './tool-error.ts';

/** `file:line:column  field: message`, leaving out what is not known. */
export function describeProblem({ file, line, column, field, message }: Problem): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const text = field === undefined || field === '' ? message : `${field}: ${message}`;
  return place === '' ? text : `${place}  ${text}`;
}

/** More than a person reads; a hostile file can have hundreds of thousands. `--json` has them all. */
const mostProblems = 50;

/** The text form of an error: headline, indented problems, hint. No colour, no trailing newline. */
export function describeError(error: ToolError): string {
  const rest = error.problems.length - mostProblems;
  return [
    `error ${error.code}  ${error.message}`,
    ...error.problems.slice(0, mostProblems).map((problem) => `  ${describeProblem(problem)}`),
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
    ...(error.hint === undefined ? [] : [`  ${error.hint}`]),
  ].join('\n');
}
