import { posix } from 'node:path';
import type { Declarations, DeclaredActivity, DeclaredWorkflow } from '../domain/declarations.ts';
import type { Problem } from '../errors/tool-error.ts';
import { fieldPlaces, placeInDefinition, type ContractSyntax, type WrittenDefinition } from './contract-syntax.ts';
import { constantPlaces } from './constant-places.ts';
import type { WrittenImplementation } from './implementation-syntax.ts';
import type { RunDefinition, RunResult } from './in-vm.ts';
import { compareSources } from './placed.ts';
import { refuse } from './refuse.ts';
import type { ParsedFile } from './syntax-tree.ts';

export interface ReadContract {
  parsed: ParsedFile;
  syntax: ContractSyntax;
}

export interface AssembleInput {
  contracts: readonly ReadContract[];
  implementations: readonly WrittenImplementation[];
  /** What running the contracts gave; its module indexes are those of `contracts`. */
  result: RunResult;
}

/** A contract where what is written and what came out of running it meet. */
interface Met {
  run: RunDefinition;
  written: WrittenDefinition;
  parsed: ParsedFile;
  implementations: WrittenImplementation[];
}

/** Brings together what stands in the code and what running it gave. Throws with everything that does not meet. */
export function assembleDeclarations(input: AssembleInput): Declarations {
  const problems: Problem[] = [];
  const exported = new Map(input.result.exports.map(([module, name, definition]) => [`${module} ${name}`, definition]));
  const met = meet(input, exported, problems);
  problems.push(...unwrittenDefinitions(input, met));
  const modules = new Map(input.contracts.map(({ parsed }, index) => [parsed.file, index]));
  const attaching = { contracts: input.contracts, modules, exported, met, problems };
  for (const implementation of input.implementations) attach(implementation, attaching);
  const all = [...met.values()].toSorted((a, b) => compareSources(a.written.source, b.written.source));
  problems.push(...all.flatMap(runProblems));
  if (problems.length > 0) throw refuse(problems);
  return {
    language: 'typescript',
    activities: all.filter(({ run }) => run.kind === 'activity').map(activityOf),
    workflows: all.filter(({ run }) => run.kind === 'workflow').map(workflowOf),
  };
}

function meet({ contracts, result }: AssembleInput, exported: ReadonlyMap<string, number>, problems: Problem[]): Map<number, Met> {
  const met = new Map<number, Met>();
  contracts.forEach(({ parsed, syntax }, module) => {
    for (const written of syntax.definitions) {
      const index = exported.get(`${module} ${written.exportNames[0] ?? ''}`);
      const run = index === undefined ? undefined : result.definitions[index];
      if (index === undefined || run === undefined) {
        problems.push({ ...written.source, message: `'${written.local}' is not made by the define functions of contracts/src/define.ts` });
      } else if (!met.has(index)) met.set(index, { run, written, parsed, implementations: [] });
    }
  });
  return met;
}

/** Contracts that exist once the modules have run, but that no line of theirs defines. */
function unwrittenDefinitions({ contracts, result }: AssembleInput, met: ReadonlyMap<number, Met>): Problem[] {
  return result.exports.flatMap(([module, name, index]) => {
    const contract = contracts[module];
    if (met.has(index) || contract === undefined) return [];
    const own = constantPlaces(contract.parsed).get(name);
    // Another team's contract, passed on: it is served where it is declared.
    if (own === undefined && contract.syntax.modules.some((specifier) => !specifier.startsWith('.'))) return [];
    const place = own ?? { file: contract.parsed.file, line: 1, column: 1 };
    const message = `'${name}' is a contract that no define call in contracts/src makes; write it out, as \`export const ${name} = define…({ … })\``;
    return [{ ...place, message }];
  });
}

interface Attaching extends Pick<AssembleInput, 'contracts'> {
  /** Index of each module of contracts, by its path. */
  modules: ReadonlyMap<string, number>;
  exported: ReadonlyMap<string, number>;
  met: ReadonlyMap<number, Met>;
  problems: Problem[];
}

function attach(implementation: WrittenImplementation, { contracts, modules, exported, met, problems }: Attaching): void {
  const { source, contract, kind, local } = implementation;
  const path = moduleCandidates(source.file, contract.specifier).find((candidate) => modules.has(candidate));
  const module = path === undefined ? undefined : modules.get(path);
  if (module === undefined) {
    problems.push({ ...source, message: `implements '${local}' of '${contract.specifier}', which is not a module of contracts/src` });
    return;
  }
  const target = met.get(exported.get(`${module} ${contract.exported}`) ?? -1);
  if (target === undefined) {
    problems.push({
      ...source,
      message: `implements '${contract.exported}', which is not a contract of ${contracts[module]?.parsed.file ?? ''}`,
    });
  } else if (target.run.kind !== kind) {
    problems.push({
      ...source,
      message: `implements ${target.run.kind} '${target.run.name}' with sdk/${kind}.ts; import implement from sdk/${target.run.kind}.ts`,
    });
  } else target.implementations.push(implementation);
}

/** Files a relative specifier may mean. */
function moduleCandidates(importer: string, specifier: string): string[] {
  if (!specifier.startsWith('.')) return [];
  const path = posix.join(posix.dirname(importer), specifier);
  return [path, path.replace(/\.([cm]?)js$/, '.$1ts'), `${path}.ts`, `${path}/index.ts`];
}

function runProblems({ run, written, parsed }: Met): Problem[] {
  return run.problems.map(({ path, message }) => ({
    ...placeInDefinition(written, path, parsed),
    message: `${path.join('.')} ${message}`,
  }));
}

function declaredOf({ run, written, parsed, implementations }: Met) {
  const { name, taskQueue, worker, namespace, input, output, options } = run;
  return {
    name,
    symbol: written.exportNames.includes(written.local) ? written.local : (written.exportNames[0] ?? written.local),
    taskQueue,
    ...(worker === undefined ? {} : { worker }),
    ...(namespace === undefined ? {} : { namespace }),
    input,
    output,
    source: written.source,
    fields: fieldPlaces(written, parsed),
    implementations: implementations.map(({ source }) => ({ source, symbol: 'default' })),
    options,
  };
}

function activityOf(met: Met): DeclaredActivity {
  return declaredOf(met);
}

function workflowOf(met: Met): DeclaredWorkflow {
  const { signals, queries, updates } = met.run;
  return { ...declaredOf(met), signals, queries, updates } as DeclaredWorkflow;
}
