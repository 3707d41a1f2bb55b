import { join } from 'node:path';
import type { WorkerModules } from '../adapters/worker-modules.ts';
import { ToolError, type Problem } from '../errors/tool-error.ts';
import type { Bundler } from './bundle.ts';
import type { Parser } from './syntax-tree.ts';

export interface Toolchain {
  bundler: Bundler;
  parser: Parser;
}

/** What reads a TypeScript worker's contracts: its own esbuild, oxc-parser and zod. */
export function loadToolchain(root: string, modules: WorkerModules): Toolchain {
  const problems: Problem[] = [];
  const load = (name: string): unknown => {
    try {
      const found = modules.load(name, root);
      if (found === undefined) problems.push({ file: 'package.json', message: `${name} is not installed in node_modules` });
      return found;
    } catch (error) {
      problems.push({ file: 'package.json', message: `${name} is installed but does not load: ${(error as Error).message}` });
      return undefined;
    }
  };
  const bundler = load('esbuild');
  const parser = load('oxc-parser');
  const zod = modules.resolve('zod/v4/core', join(root, 'contracts')) ?? modules.resolve('zod/v4/core', root);
  if (zod === undefined) problems.push({ file: 'contracts/package.json', message: 'zod 4 is not installed in node_modules' });
  if (problems.length > 0) {
    throw new ToolError('TOOLCHAIN_MISSING', "reading the contracts needs what the worker's package.json names", {
      problems,
      hint: `Run \`npm install\` in ${root}. Nothing was written.`,
    });
  }
  return { bundler: bundler as Bundler, parser: parser as Parser };
}
