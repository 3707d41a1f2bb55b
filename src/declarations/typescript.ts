import { join } from 'node:path';
import type { Files } from '../adapters/files.ts';
import type { Processes } from '../adapters/processes.ts';
import type { WorkerModules } from '../adapters/worker-modules.ts';
import type { Declarations } from '../domain/declarations.ts';
import type { Problem } from '../errors/tool-error.ts';
import { assembleDeclarations, type ReadContract } from './assemble.ts';
import { readContractSyntax } from './contract-syntax.ts';
import { refuse } from './refuse.ts';
import { readImplementationSyntax } from './implementation-syntax.ts';
import type { RunLimits } from './run-contracts.ts';
import { executeContracts } from './execute.ts';
import { sourceFiles } from './source-files.ts';
import { placer, type ParsedFile, type Parser } from './syntax-tree.ts';
import { loadToolchain } from './toolchain.ts';

export interface TypescriptInput {
  /** Absolute: the worker's folder. */
  root: string;
  files: Files;
  processes: Pick<Processes, 'run'>;
  modules: WorkerModules;
  limits?: Partial<RunLimits> | undefined;
  signal?: AbortSignal | undefined;
}

const defaultLimits: RunLimits = { timeout: 15_000, memory: 512 };
const contractsFolder = 'contracts/src';

/** What a TypeScript worker declares, read without running any of its implementations. */
export async function readTypescript(input: TypescriptInput): Promise<Declarations> {
  const { root, files } = input;
  const contractFiles = await sourceFiles(root, contractsFolder, { files, wanted: isContractModule });
  const implementationFiles = await sourceFiles(root, 'src', { files, wanted: (path) => /\.impl\.[cm]?ts$/.test(path) });
  if (contractFiles.length + implementationFiles.length === 0) return { language: 'typescript', activities: [], workflows: [] };
  const { bundler, parser } = loadToolchain(root, input.modules);
  const read = async (paths: readonly string[]) => await parseFiles(paths, { ...input, parser, problems });
  const problems: Problem[] = [];
  const contracts = (await read(contractFiles)).map((parsed): ReadContract => ({ parsed, syntax: readContractSyntax(parsed) }));
  problems.push(...contracts.flatMap(({ syntax }) => syntax.problems));
  const readings = (await read(implementationFiles)).map(readImplementationSyntax);
  const implementations = readings.flatMap((reading) => (reading.kind === 'read' ? [reading.implementation] : []));
  problems.push(...readings.flatMap((reading) => (reading.kind === 'unseen' ? [reading.problem] : [])));
  if (problems.length > 0) throw refuse(problems);
  const modules = contracts.map(({ parsed }) => parsed.file);
  const limits = { ...defaultLimits, ...input.limits };
  const result = await executeContracts({
    ...input,
    limits,
    contracts,
    bundle: { root, modules, leaving: leavingModules(contracts), files, bundler },
  });
  return assembleDeclarations({ contracts, implementations, result });
}

function isContractModule(path: string): boolean {
  return /\.([cm]?[jt]s|tsx|jsx)$/.test(path) && !/\.(d|test|spec)\.[cm]?[jt]sx?$/.test(path);
}

interface Parsing extends Pick<TypescriptInput, 'root' | 'files'> {
  parser: Parser;
  problems: Problem[];
}

/** The files whose syntax is right; what is wrong with the others is added to the problems. */
async function parseFiles(paths: readonly string[], { root, files, parser, problems }: Parsing): Promise<ParsedFile[]> {
  const texts = await files.readTexts(paths.map((path) => join(root, path)));
  return paths.flatMap((file, index) => {
    const text = (texts[index] ?? '').replace(/^\uFEFF/, '');
    const parsed = parser.parseSync(file, text);
    const place = placer(file, text);
    const wrong = parsed.errors.filter(({ severity }) => severity === 'Error');
    problems.push(...wrong.map(({ message, labels }) => ({ ...place(labels[0]?.start ?? 0), message: `syntax error: ${message}` })));
    if (wrong.length > 0) return [];
    return [
      {
        file,
        text,
        module: parsed.module,
        place,
        get program() {
          return parsed.program;
        },
      },
    ];
  });
}

/** Relative specifiers that lead from contracts to product code, which is not run. */
function leavingModules(contracts: readonly ReadContract[]): Set<string> {
  const leaving = contracts.flatMap(({ parsed, syntax }) =>
    syntax.modules.filter((specifier) => /^\.\.?\//.test(specifier) && !join(parsed.file, '..', specifier).startsWith('contracts')),
  );
  return new Set(leaving);
}
