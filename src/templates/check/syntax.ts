import type { Processes } from '../../adapters/processes.ts';
import type { TemplatePackage } from '../template-package.ts';
import type { Finding } from './finding.ts';
import { distinctOutputs, sources } from './output-findings.ts';
import type { SampleRendering } from './render-findings.ts';

export interface SyntaxCheck {
  findings: Finding[];
  /** Kinds of files that nothing here can read. */
  unchecked: string[];
}
export type CheckSyntax = (template: TemplatePackage, renderings: readonly SampleRendering[]) => Promise<SyntaxCheck>;

interface SyntaxProblem {
  /** Which of the files. */
  index: number;
  line: number;
  message: string;
}

/** The part of esbuild that is used. */
export interface Compiler {
  transform(text: string, options: { loader: 'ts' | 'js' | 'tsx' | 'jsx'; logLevel: 'silent' }): Promise<unknown>;
  stop(): Promise<void> | void;
}

export interface SyntaxReaders {
  processes: Processes;
  signal: AbortSignal;
  /** esbuild, where something has installed it; the tool ships none. */
  compiler: () => Compiler | undefined;
}

interface CodeFile {
  path: string;
  text: string;
}

/** Looks at TypeScript and JavaScript with an esbuild and at Python with a Python, where there are such. */
export function syntaxCheck(readers: SyntaxReaders): CheckSyntax {
  return async (template, renderings) => {
    const sourceOf = sources(template);
    const outputs = distinctOutputs(renderings).filter(({ file }) => sourceOf(file) !== undefined);
    const found: SyntaxCheck = { findings: [], unchecked: [] };
    for (const { ending, name, read } of kinds) {
      const files = outputs.filter(({ file }) => ending.test(file.path));
      if (files.length === 0) continue;
      const code = files.map(({ file }) => ({ path: file.path, text: new TextDecoder().decode(file.bytes) }));
      const problems = await read(code, readers);
      if (typeof problems === 'string') found.unchecked.push(`${name}: ${problems}`);
      else {
        for (const { index, line, message } of problems) {
          const source = sourceOf(files[index]!.file)!;
          const isPlain = !source.endsWith('.hbs');
          const where = isPlain ? message : `line ${line} of what it renders with ${files[index]!.title}: ${message}`;
          const place = isPlain ? { file: source, line } : { file: source };
          found.findings.push({ ...place, rule: 'syntax', level: 'error', message: where, mend: `mend the ${name}` });
        }
      }
    }
    return found;
  };
}

type ReadCode = (files: readonly CodeFile[], readers: SyntaxReaders) => Promise<SyntaxProblem[] | string>;

const kinds: readonly { ending: RegExp; name: string; read: ReadCode }[] = [
  { ending: /\.[cm]?[jt]sx?$/, name: 'TypeScript and JavaScript', read: readScripts },
  { ending: /\.pyi?$/, name: 'Python', read: readPython },
];

async function readScripts(files: readonly CodeFile[], { compiler }: SyntaxReaders): Promise<SyntaxProblem[] | string> {
  const esbuild = compiler();
  if (esbuild === undefined) return 'no esbuild is installed in the folder or above it';
  try {
    const problems = await Promise.all(
      files.map(async ({ path, text }, index): Promise<SyntaxProblem[]> => {
        const loader = (/([jt]sx?)$/.exec(path)?.[1] ?? 'ts') as 'ts';
        const outcome: unknown = await esbuild.transform(text, { loader, logLevel: 'silent' }).catch((error: unknown) => error);
        return errorsOf(outcome).map((problem) => ({ index, ...problem }));
      }),
    );
    return problems.flat();
  } finally {
    await esbuild.stop();
  }
}

function errorsOf(outcome: unknown): Omit<SyntaxProblem, 'index'>[] {
  if (!(outcome instanceof Error)) return [];
  const { errors = [] } = outcome as Error & { errors?: { text: string; location: { line: number } | null }[] };
  return errors.slice(0, 1).map(({ text, location }) => ({ line: location?.line ?? 1, message: text }));
}

const pythonReader = `import ast, json, sys
found = []
for index, text in enumerate(json.load(sys.stdin)):
    try:
        ast.parse(text)
    except SyntaxError as error:
        found.append({"index": index, "line": error.lineno or 1, "message": error.msg})
json.dump(found, sys.stdout)`;

async function readPython(files: readonly CodeFile[], { processes, signal }: SyntaxReaders): Promise<SyntaxProblem[] | string> {
  const input = JSON.stringify(files.map(({ text }) => text));
  const { exitCode, stdout, startError } = await processes.run('python3', ['-I', '-c', pythonReader], { input, signal });
  if (startError !== undefined) return 'there is no python3 on PATH';
  return exitCode === 0 ? (JSON.parse(stdout) as SyntaxProblem[]) : `python3 ended with ${exitCode ?? 'a signal'}`;
}
