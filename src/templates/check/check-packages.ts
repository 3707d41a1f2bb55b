import { packagePlaces } from '../find-overlay.ts';
import { checkPackage, type CheckInput, type TemplateCheck } from './check.ts';
import { syntaxCheck, type Compiler, type SyntaxReaders } from './syntax.ts';

export interface CheckOptions extends Omit<CheckInput, 'syntax'>, Pick<SyntaxReaders, 'processes' | 'signal'> {
  modules: { load(name: string, directory: string): unknown };
}

/** Checks the package in a folder, or each package of a folder of several. */
export async function checkPackages(folder: string, { modules, ...options }: CheckOptions): Promise<TemplateCheck[]> {
  const places = await packagePlaces(folder, options);
  const compiler = () => modules.load('esbuild', folder) as Compiler | undefined;
  const input = { ...options, syntax: syntaxCheck({ ...options, compiler }) };
  const checks: TemplateCheck[] = [];
  for (const place of places) checks.push(await checkPackage(place, input));
  return checks;
}
