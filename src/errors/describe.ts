import type { Problem, ToolError } from './tool-error.ts';

/** `file:line:column  field: message`, leaving out what is not known. */
export function describeProblem({ file, line, column, field, message }: Problem): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const text = field === undefined || field === '' ? message : `${field}: ${message}`;
  return place === '' ? text : `${place}  ${text}`;
}

/** The text form of an error: headline, indented problems, hint. No colour, no trailing newline. */
export function describeError(error: ToolError): string {
  return [
    `error ${error.code}  ${error.message}`,
    ...error.problems.map((problem) => `  ${describeProblem(problem)}`),
    ...(error.hint === undefined ? [] : [`  ${error.hint}`]),
  ].join('\n');
}
