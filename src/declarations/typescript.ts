import { join } from 'node:path';
import type { Files } from '../adapters/files.ts';
import type { Processes } from '../adapters/processes.ts';
import type { WorkerModules } from '../adapters/worker-modules.ts';
import type { Declarations } from '../domain/declarations.ts';
import type { Problem } from '../errors/tool-error.ts';
import { assembleDeclarations, type ReadContract } from './assemble.ts';
import { readContractSyntax } from './contract-syntax.ts';
import { refuse } from './refuse.ts';
import { readImplementationSyntax, type WrittenImplementation } from './implementation-syntax.ts';
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

export const defaultLimits: RunLimits = { timeout: 15_000, memory: 512 };
const contractsFolder = 'contracts/src';

/** What a TypeScript worker declares, read without running any of its implementations. */
export async function readTypescript(input: TypescriptInput): Promise<Declarations> {
  const { root, files } = input;
  const contractFiles = await sourceFiles(root, contractsFolder, { files, wanted: isContractModule });
  const implementationFiles = await sourceFiles(root, 'src', { files, wanted: (path) => /\.impl\.[cm]?ts$/.test(path) });
  if (contractFiles.length + implementationFiles.length === 0) return { language: 'typescript', activities: [], workflows: [] };
  const { bundler, parser } = loadToolchain(root, input.modules);
  const parse = parseWith(parser, input);
  const problems: Problem[] = [];
  const contracts = await readContracts(contractFiles, parse, problems);
  const implementations = await readImplementations(implementationFiles, parse, problems);
  if (problems.length > 0) throw refuse(problems);
  const modules = contracts.map(({ parsed }) => parsed.file);
  const limits = { ...defaultLimits, ...input.limits };
  const result = await executeContracts({ ...input, limits, contracts, bundle: { root, modules, leaving: leavingModules(contracts), files, bundler } });
  return assembleDeclarations({ contracts, implementations, result });
}

function isContractModule(path: string): boolean {
  return /\.([cm]?[jt]s|tsx|jsx)$/.test(path) && !/\.(d|test|spec)\.[cm]?[jt]sx?$/.test(path);
}

type Parse = (file: string) => Promise<{ parsed: ParsedFile; problems: Problem[] }>;

function parseWith(parser: Parser, { root, files }: Pick<TypescriptInput, 'root' | 'files'>): Parse {
  return async (file) => {
    const text = ((await files.readText(join(root, file))) ?? '').replace(/^\uFEFF/, '');
    const { program, errors } = parser.parseSync(file, text);
    const place = placer(file, text);
    const problems = errors
      .filter(({ severity }) => severity === 'Error')
      .map(({ message, labels }) => ({ ...place(labels[0]?.start ?? 0), message: `syntax error: ${message}` }));
    return { parsed: { file, text, program, place }, problems };
  };
}

async function readContracts(contractFiles: readonly string[], parse: Parse, problems: Problem[]): Promise<ReadContract[]> {
  const contracts: ReadContract[] = [];
  for (const file of contractFiles) {
    const { parsed, problems: syntaxErrors } = await parse(file);
    problems.push(...syntaxErrors);
    if (syntaxErrors.length > 0) continue;
    const syntax = readContractSyntax(parsed);
    problems.push(...syntax.problems);
    contracts.push({ parsed, syntax });
  }
  return contracts;
}

async function readImplementations(implementationFiles: readonly string[], parse: Parse, problems: Problem[]): Promise<WrittenImplementation[]> {
  const implementations: WrittenImplementation[] = [];
  for (const file of implementationFiles) {
    const { parsed, problems: syntaxErrors } = await parse(file);
    problems.push(...syntaxErrors);
    if (syntaxErrors.length > 0) continue;
    const reading = readImplementationSyntax(parsed);
    if (reading.kind === 'read') implementations.push(reading.implementation);
    else problems.push(reading.problem);
  }
  return implementations;
}

/** Relative specifiers that lead from contracts to product code, which is not run. */
function leavingModules(contracts: readonly ReadContract[]): Set<string> {
  const leaving = contracts.flatMap(({ parsed, syntax }) =>
    syntax.modules.filter((specifier) => /^\.\.?\//.test(specifier) && !join(parsed.file, '..', specifier).startsWith('contracts')),
  );
  return new Set(leaving);
}
