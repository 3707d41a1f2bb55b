import Handlebars from 'handlebars';
import { engineHelpers } from './helpers.ts';
import { templateTextProblems, type TextProblem } from './template-text.ts';

export type TextRendering = { kind: 'rendered'; text: string } | { kind: 'invalid'; problems: TextProblem[] };

const knownHelpers = { ...Object.fromEntries(Object.keys(engineHelpers).map((name) => [name, true])), log: false, lookup: false };
const options = { strict: true, noEscape: true, knownHelpersOnly: true, knownHelpers };
const engine = Handlebars.create();
engine.registerHelper(engineHelpers);

interface Compiled {
  syntax: hbs.AST.Program;
  render: Handlebars.TemplateDelegate;
}
const compiledTexts = new Map<string, Compiled>();

/**
 * Renders one text with engine 1. Handlebars' own strict mode lets an unknown variable through wherever it is an
 * argument (`{{#if typo}}`), so the syntax tree is checked against the variables before anything runs. A text that the
 * build compiled (`ready`) is the tool's own, which its tests have checked.
 */
export function renderText(text: string, variables: object, ready?: TemplateSpecification): TextRendering {
  if (!text.includes('{{')) return { kind: 'rendered', text };
  try {
    if (ready !== undefined) return { kind: 'rendered', text: renderReady(ready, variables) };
    const { syntax, render } = compile(text);
    const problems = templateTextProblems(syntax, variables);
    return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'rendered', text: render(variables) };
  } catch (error) {
    return { kind: 'invalid', problems: [syntaxProblem(error)] };
  }
}

/** JavaScript of what `renderText` takes as `ready`. */
export function precompileText(text: string): string {
  // Its type says otherwise; it is a text.
  return engine.precompile(text, options) as unknown as string;
}

const readyTexts = new Map<TemplateSpecification, Handlebars.TemplateDelegate>();

function renderReady(ready: TemplateSpecification, variables: object): string {
  const render = readyTexts.get(ready) ?? engine.template(ready);
  readyTexts.set(ready, render);
  return render(variables);
}

function compile(text: string): Compiled {
  const known = compiledTexts.get(text);
  if (known !== undefined) return known;
  const syntax = Handlebars.parse(text);
  const render = engine.compile<object>(syntax, options);
  const compiled = { syntax, render };
  compiledTexts.set(text, compiled);
  return compiled;
}

function syntaxProblem(error: unknown): TextProblem {
  const { message, lineNumber } = error as Error & { lineNumber?: number };
  const line = lineNumber ?? Number(/on line (\d+)/.exec(message)?.[1] ?? 1);
  if (message.includes("got 'EOF'")) return { line, message: 'a block or a tag is not closed' };
  const mismatch = /^(\S+) doesn't match (\S+)/.exec(message);
  if (mismatch !== null) return { line, message: `{{#${mismatch[1] ?? ''}}} is closed by {{/${mismatch[2] ?? ''}}}` };
  return { line, message: message.split('\n').at(-1) ?? message };
}
