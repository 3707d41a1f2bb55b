import { engineHelpers } from './helpers.ts';

export interface TextProblem {
  line: number;
  message: string;
}

/** What a name is looked up in: `value` is `undefined` where nothing is known, such as inside an empty list. */
interface Scope {
  value: unknown;
  parent: Scope | undefined;
  named: ReadonlyMap<string, unknown>;
}

const blockHelpers = new Set(['if', 'unless', 'each', 'with']);
const loopData = new Set(['index', 'key', 'first', 'last']);
/** Stands for a value that cannot be known before rendering. */
const unknown = Symbol('unknown');

/** Everything in a parsed template that engine 1 refuses: unknown variables and helpers, partials, decorators. */
export function templateTextProblems(syntax: hbs.AST.Program, variables: object): TextProblem[] {
  const problems: TextProblem[] = [];
  const root: Scope = { value: variables, parent: undefined, named: new Map() };
  visitProgram(syntax, root, { root, report: (node, message) => void problems.push({ line: node.loc.start.line, message }) });
  return problems;
}

interface Walk {
  root: Scope;
  report: (node: hbs.AST.Node, message: string) => void;
}

function visitProgram(program: hbs.AST.Program, scope: Scope, walk: Walk): void {
  for (const statement of program.body) visitStatement(statement, scope, walk);
}

function visitStatement(statement: hbs.AST.Statement, scope: Scope, walk: Walk): void {
  if (statement.type === 'MustacheStatement') visitMustache(statement as hbs.AST.MustacheStatement, scope, walk);
  else if (statement.type === 'BlockStatement') visitBlock(statement as hbs.AST.BlockStatement, scope, walk);
  else if (statement.type !== 'ContentStatement' && statement.type !== 'CommentStatement') {
    walk.report(statement, 'partials and decorators are not part of engine 1');
  }
}

function visitMustache({ path, params, hash }: hbs.AST.MustacheStatement, scope: Scope, walk: Walk): void {
  const isCall = params.length > 0 || hash !== undefined;
  if (isCall || isHelper(path)) {
    visitCall({ path, params, hash }, scope, walk);
    return;
  }
  const value = valueOf(path, scope, walk);
  if (value === unknown || typeof value === 'string' || typeof value === 'number') return;
  walk.report(path, `${nameOf(path)} is not text or a number; use a helper such as json, yaml or join`);
}

interface Call {
  path: hbs.AST.Expression;
  params: hbs.AST.Expression[];
  hash: hbs.AST.Hash | undefined;
}

function visitCall({ path, params, hash }: Call, scope: Scope, walk: Walk): void {
  if (!isHelper(path)) walk.report(path, `${nameOf(path)} is not a helper of engine 1`);
  else if (params.length !== engineHelpers[path.original].length) {
    walk.report(path, `${path.original} takes ${engineHelpers[path.original].length} arguments`);
  }
  if (hash !== undefined && hash.pairs.length > 0) walk.report(hash, 'named arguments are not part of engine 1');
  for (const param of params) valueOf(param, scope, walk);
}

function visitBlock({ path, params, hash, program, inverse }: hbs.AST.BlockStatement, scope: Scope, walk: Walk): void {
  const helper = nameOf(path);
  const isKnown = blockHelpers.has(helper);
  if (!isKnown) walk.report(path, `{{#${helper}}} is not a block of engine 1; it has if, unless, each and with`);
  else if (params.length !== 1) walk.report(path, `{{#${helper}}} takes one argument`);
  if (hash !== undefined && hash.pairs.length > 0) walk.report(hash, 'named arguments are not part of engine 1');
  const [subject] = params.map((param) => valueOf(param, scope, walk));
  if (!isKnown || params.length !== 1) return;
  visitProgram(program, innerScope(helper, subject, { scope, names: program.blockParams }), walk);
  // Handlebars leaves `inverse` out where there is no else, whatever its types say.
  if ((inverse as hbs.AST.Program | undefined) !== undefined) visitProgram(inverse, scope, walk);
}

function innerScope(helper: string, subject: unknown, { scope, names }: { scope: Scope; names: string[] | undefined }): Scope {
  if (helper === 'if' || helper === 'unless') return scope;
  const value = helper === 'with' ? subject : firstOf(subject);
  const [first, second] = names ?? [];
  const named = new Map(scope.named);
  if (first !== undefined) named.set(first, value);
  if (second !== undefined) named.set(second, unknown);
  return { value, parent: scope, named };
}

/** Every item of a list has the fields of the first. */
function firstOf(subject: unknown): unknown {
  if (typeof subject !== 'object' || subject === null) return unknown;
  const values: unknown[] = Object.values(subject);
  return values.length === 0 ? unknown : values[0];
}

function valueOf(expression: hbs.AST.Expression, scope: Scope, walk: Walk): unknown {
  if (expression.type === 'SubExpression') {
    visitCall(expression as hbs.AST.SubExpression, scope, walk);
    return unknown;
  }
  if (!isPath(expression)) return 'value' in expression ? expression.value : unknown;
  if (expression.data) return dataValue(expression, walk);
  const [head, ...rest] = expression.parts;
  if (head !== undefined && expression.depth === 0 && scope.named.has(head)) {
    return follow(expression, { from: scope.named.get(head), parts: rest, walk });
  }
  const at = scopeAbove(scope, expression.depth);
  if (at !== undefined) return follow(expression, { from: at.value, parts: expression.parts, walk });
  walk.report(expression, `${expression.original} reaches above the variables`);
  return unknown;
}

function scopeAbove(scope: Scope, depth: number): Scope | undefined {
  let at: Scope | undefined = scope;
  for (let left = depth; left > 0; left -= 1) at = at?.parent;
  return at;
}

function dataValue(expression: hbs.AST.PathExpression, walk: Walk): unknown {
  const [head, ...rest] = expression.parts;
  if (head === 'root') return follow(expression, { from: walk.root.value, parts: rest, walk });
  if (head === undefined || !loopData.has(head)) walk.report(expression, `${expression.original} is not data of engine 1`);
  return unknown;
}

function follow(expression: hbs.AST.PathExpression, { from, parts, walk }: { from: unknown; parts: string[]; walk: Walk }): unknown {
  let value = from;
  for (const part of parts) {
    if (value === unknown) return unknown;
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) {
      walk.report(expression, unknownVariable(expression));
      return unknown;
    }
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

function unknownVariable({ original, parts: [head, key] }: hbs.AST.PathExpression): string {
  const reason = head === 'answers' && key !== undefined ? `: no question has the key ${key}` : '';
  return `unknown variable ${original}${reason}`;
}

function isPath(expression: hbs.AST.Node): expression is hbs.AST.PathExpression {
  return expression.type === 'PathExpression';
}

function isHelper(expression: hbs.AST.Expression): expression is hbs.AST.PathExpression & { original: keyof typeof engineHelpers } {
  return isPath(expression) && Object.hasOwn(engineHelpers, expression.original);
}

function nameOf(expression: hbs.AST.Expression): string {
  return isPath(expression) ? expression.original : 'a literal';
}
