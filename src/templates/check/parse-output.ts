import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { ParseError as TomlError, parseTOML } from 'toml-eslint-parser';
import { LineCounter, parseAllDocuments } from 'yaml';

export interface OutputProblem {
  line: number;
  message: string;
}

/** Why a text is not what the ending of its path says; `undefined` when it is, or when the ending says nothing that is looked at. */
export function outputProblem(path: string, text: string): OutputProblem | undefined {
  const ending = /\.(jsonc?|ya?ml|toml)$/.exec(path)?.[1];
  if (ending === undefined) return undefined;
  if (ending === 'toml') return tomlProblem(text);
  return ending.startsWith('json') ? jsonProblem(text, takesComments(path)) : yamlProblem(text);
}

/** JSON by its ending, whose readers take comments and a comma too many. */
function takesComments(path: string): boolean {
  return /(\.jsonc|(^|\/)[tj]sconfig[^/]*\.json|(^|\/)\.(ox[^/]*|eslint[^/]*)\.json|(^|\/)\.(vscode|devcontainer)\/[^/]*\.json)$/.test(
    path,
  );
}

function jsonProblem(text: string, isLenient: boolean): OutputProblem | undefined {
  const errors: ParseError[] = [];
  parse(text, errors, { allowTrailingComma: isLenient, disallowComments: !isLenient, allowEmptyContent: false });
  const [first] = errors;
  if (first === undefined) return undefined;
  return { line: lineAt(text, first.offset), message: `is not JSON: ${spaced(printParseErrorCode(first.error))}` };
}

function yamlProblem(text: string): OutputProblem | undefined {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter, prettyErrors: false });
  const errors = Array.isArray(documents) ? documents.flatMap((document) => document.errors) : [];
  const [first] = errors;
  if (first === undefined) return undefined;
  return { line: Math.max(1, lineCounter.linePos(first.pos[0]).line), message: `is not YAML: ${first.message}` };
}

function tomlProblem(text: string): OutputProblem | undefined {
  try {
    parseTOML(text, { tomlVersion: '1.0' });
    return undefined;
  } catch (error) {
    if (error instanceof TomlError) return { line: error.lineNumber, message: `is not TOML: ${error.message}` };
    throw error;
  }
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** `PropertyNameExpected` in words. */
function spaced(code: string): string {
  return code.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();
}
