import { dirname, join, relative, sep } from 'node:path';
import { isBuiltin } from 'node:module';
import type { Files } from '../adapters/files.ts';
import type { Problem } from '../errors/tool-error.ts';
import { inVmSource } from './in-vm.ts';
import { workerFileName } from './worker-file.ts';

/** The part of esbuild that is used. */
export interface Bundler {
  build(options: object): Promise<{ outputFiles: { path: string; text: string }[] }>;
  stop(): Promise<void> | void;
}

interface BuildMessage {
  text: string;
  location: { file: string; line: number; column: number } | null;
}
interface ResolveArguments {
  path: string;
  importer: string;
  kind: string;
  resolveDir: string;
  namespace: string;
  pluginData: unknown;
}
interface PluginBuild {
  onResolve(options: object, callback: (found: ResolveArguments) => unknown): void;
  onLoad(options: object, callback: (found: { path: string }) => unknown): void;
  resolve(path: string, options: object): Promise<{ path: string; errors: BuildMessage[] }>;
}

export interface BundleInput {
  /** Absolute: the worker's folder. */
  root: string;
  /** Modules of contracts, relative to the worker's folder. */
  modules: readonly string[];
  /** Relative specifiers that lead out of the contracts folder, to product code. */
  leaving: ReadonlySet<string>;
  files: Pick<Files, 'readText'>;
  bundler: Bundler;
  /** `source-map`: also where each line comes from. `progress`: the script notes which module it is running. */
  extra?: 'source-map' | 'progress' | undefined;
}

export type BundleOutcome = { kind: 'bundled'; code: string; sourceMap: string | undefined } | { kind: 'refused'; problems: Problem[] };

export const bundleName = 'contracts.bundle.js';

/** One script of all contracts, of the packages that lead to the schema library, and of stubs for all else. */
export async function bundleContracts(input: BundleInput): Promise<BundleOutcome> {
  try {
    const { outputFiles } = await input.bundler.build({
      stdin: { contents: entryText(input.modules), resolveDir: input.root, sourcefile: 'contracts.entry.js', loader: 'js' },
      absWorkingDir: input.root,
      outfile: join(input.root, bundleName),
      write: false,
      bundle: true,
      format: 'iife',
      platform: 'node',
      target: 'es2022',
      charset: 'utf8',
      logLevel: 'silent',
      sourcemap: input.extra === 'source-map' ? 'external' : false,
      sourcesContent: false,
      nodePaths: [join(input.root, 'node_modules')],
      define: { 'process.env.NODE_ENV': '"production"' },
      banner: { js: `const __name = (value) => value;\n${inVmSource}` },
      plugins: [stubPlugin(input)],
    });
    const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text;
    return { kind: 'bundled', code: text('.js') ?? '', sourceMap: text('.map') };
  } catch (error) {
    const { errors } = error as { errors?: BuildMessage[] };
    if (errors === undefined) throw error;
    return { kind: 'refused', problems: errors.map(buildProblem) };
  }
}

function entryText(modules: readonly string[]): string {
  const imports = modules.map((path, index) => `import * as m${index} from ${JSON.stringify(`./${path}`)};`);
  const names = modules.map((_path, index) => `m${index}`).join(', ');
  return [
    "import { toJSONSchema } from 'zod/v4/core';",
    ...imports,
    `globalThis.managedResult = managedDescribe([${names}], toJSONSchema);`,
  ].join('\n');
}

function buildProblem({ text, location }: BuildMessage): Problem {
  const message = text.startsWith('Top-level await')
    ? 'awaits at the top level; contracts are made at once, without waiting'
    : lowerFirst(text);
  return location === null ? { message } : { file: location.file, line: location.line, column: location.column + 1, message };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Bare specifiers other than zod's: asked about one by one, so the common case costs no round trip to the bundler. */
const bareSpecifier = /^([^./z]|z[^o]|zo[^d]|zod[^/])/;

function stubPlugin({ root, modules, leaving, files, extra }: BundleInput): object {
  const asked = Symbol('asked');
  const packages = new Map<string, Promise<boolean>>();
  const leadsToSchemas = (path: string) => memo(packages, dirname(path), () => dependsOnZod(dirname(path), { files }));
  return {
    name: 'stub-what-is-not-run',
    setup(build: PluginBuild) {
      build.onResolve({ filter: bareSpecifier }, async ({ path, importer, kind, resolveDir, pluginData }) => {
        if (pluginData === asked || kind === 'entry-point') return undefined;
        if (isBuiltin(path)) return stub(path);
        const found = await build.resolve(path, { importer, kind, resolveDir, pluginData: asked });
        if (found.errors.length > 0) return isInstalled(importer) ? stub(path) : { errors: found.errors };
        return (await leadsToSchemas(found.path)) ? found : stub(path);
      });
      if (leaving.size > 0) {
        build.onResolve({ filter: /^\.\.?\// }, ({ path, importer }) =>
          leaving.has(path) && !isInstalled(importer) ? stub(path) : undefined,
        );
      }
      build.onLoad({ filter: /.*/, namespace: 'stub' }, ({ path }) => ({
        contents: `module.exports = Object.create(managedStub(${JSON.stringify(`'${path}'`)}));`,
      }));
      leaveOutLocales(build, files);
      if (extra === 'progress') noteProgress(build, { root, modules, files });
    },
  };
}

/** Error messages in fifty languages: half of the schema library, and nothing that a JSON Schema has. */
function leaveOutLocales(build: PluginBuild, files: BundleInput['files']): void {
  build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, async ({ path }) => {
    const text = (await files.readText(path)) ?? '';
    const names = [...text.matchAll(/export \{ default as (\w+) \} from/g)].map(([, name]) => name);
    if (!names.includes('en')) return undefined;
    const others = names.filter((name) => name !== 'en').map((name) => `export const ${name} = en;`);
    return { contents: ["import en from './en.js';", 'export { en };', ...others].join('\n') };
  });
}

/** Each module begins by saying that it runs; on one line, so that every line keeps its number. */
function noteProgress(build: PluginBuild, { root, modules, files }: Pick<BundleInput, 'root' | 'modules' | 'files'>): void {
  build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path }) => {
    const file = relative(root, path).split(sep).join('/');
    if (!modules.includes(file)) return undefined;
    const text = (await files.readText(path)) ?? '';
    return { contents: `globalThis.managedAt = ${JSON.stringify(file)};${text.replace(/^\uFEFF/, '')}`, loader: 'ts' };
  });
}

function stub(specifier: string): object {
  return { path: specifier, namespace: 'stub' };
}

function isInstalled(path: string): boolean {
  return path.split(/[\\/]/).includes('node_modules');
}

interface Manifest {
  name?: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

/** A package whose own code makes schemas names the schema library, or one that does, among what it needs. */
async function dependsOnZod(directory: string, { files }: Pick<BundleInput, 'files'>, seen = new Set<string>()): Promise<boolean> {
  const found = await nearestManifest(directory, files);
  if (found === undefined || seen.has(found.directory)) return false;
  seen.add(found.directory);
  // A worker's own product code, reached by a path alias, is never run.
  if ((await files.readText(join(found.directory, workerFileName))) !== undefined) return false;
  const needed = neededPackages(found.manifest);
  if (needed.includes('zod')) return true;
  for (const name of needed) {
    const installed = await installedFolder(name, found.directory, files);
    if (installed !== undefined && (await dependsOnZod(installed, { files }, seen))) return true;
  }
  return false;
}

/** What a package cannot do without. */
function neededPackages({ dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} }: Manifest): string[] {
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  return [...Object.keys(dependencies), ...peers];
}

async function nearestManifest(
  directory: string,
  files: Pick<Files, 'readText'>,
): Promise<{ directory: string; manifest: Manifest } | undefined> {
  for (let current = directory; current !== dirname(current); current = dirname(current)) {
    const text = await files.readText(join(current, 'package.json'));
    const manifest = text === undefined ? undefined : (JSON.parse(text) as Manifest);
    if (manifest?.name !== undefined) return { directory: current, manifest };
  }
  return undefined;
}

async function installedFolder(name: string, from: string, files: Pick<Files, 'readText'>): Promise<string | undefined> {
  for (let current = from; current !== dirname(current); current = dirname(current)) {
    const folder = join(current, 'node_modules', name);
    if ((await files.readText(join(folder, 'package.json'))) !== undefined) return folder;
  }
  return undefined;
}

function memo<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
