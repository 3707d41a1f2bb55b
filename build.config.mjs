import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));

/** What is loaded by name from `dist/`. Everything else is a chunk that one of these loads when it needs it. */
export const entryPoints = {
  'this-machine': 'src/cli/this-machine.ts',
  'platform-machine': 'src/cli/platform-machine.ts',
  quickstart: 'src/cli/quickstart.ts',
  'wrap-machine': 'src/cli/wrap-machine.ts',
  'read-place': 'src/wrap/read-place.ts',
  'renew-session': 'src/wrap/login/renew-session.ts',
  login: 'src/wrap/login/login.ts',
  logout: 'src/wrap/login/logout.ts',
  whoami: 'src/wrap/login/whoami.ts',
  'login-outside': 'src/cli/wrap/login-outside.ts',
};

/** These builds are plain ESM: they split, shake and start faster than what Node would be given, or can be bundled at all. */
const esmBuilds = {
  'jsonc-parser': 'node_modules/jsonc-parser/lib/esm/main.js',
  yaml: 'node_modules/yaml/browser/dist/index.js',
  handlebars: 'node_modules/handlebars/lib/handlebars.js',
  '@aws-sdk/client-kms': 'node_modules/@aws-sdk/client-kms/dist-es/index.js',
};

/** Parts of dependencies that nothing here reaches, and that would be a third of the package. */
const leanDependencies = {
  name: 'lean-dependencies',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export { default as en } from "./en.js";' }));
    onLoad({ filter: /[\\/]iconv-lite[\\/]/ }, () => ({ contents: 'export default {};' }));
    onLoad({ filter: /[\\/]handlebars[\\/].*[\\/]code-gen\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace("require('source-map')", 'undefined'),
    }));
  },
};

export const options = {
  absWorkingDir: root,
  entryPoints,
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  chunkNames: 'chunks/[name]-[hash]',
  alias: Object.fromEntries(Object.entries(esmBuilds).map(([name, path]) => [name, join(root, path)])),
  plugins: [leanDependencies],
  // Identifiers stay as they are: a stack trace then names the functions of the source.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  // Bundled CommonJS dependencies ask for Node's built-ins with it.
  banner: { js: "import { createRequire as $require } from 'node:module'; const require = $require(import.meta.url);" },
};

/** Apart from the rest, so that `--version` and `--help` load one file and no chunk that is shared with others. */
const mainOptions = {
  ...options,
  entryPoints: { main: 'src/cli/main.ts', 'platform-main': 'src/cli/platform-main.ts', 'wrap-main': 'src/cli/wrap-main.ts' },
  splitting: false,
  banner: {},
  plugins: [
    {
      name: 'rest-apart',
      setup({ onResolve }) {
        onResolve({ filter: /\.ts$/ }, ({ path, kind }) =>
          kind === 'dynamic-import' ? { path: `./${basename(path, '.ts')}.js`, external: true } : undefined,
        );
      },
    },
  ],
};

async function main() {
  await rm(join(root, 'dist'), { recursive: true, force: true });
  const templates = await readTemplates();
  await build({ ...options, plugins: [...options.plugins, ownPackages(templates)] });
  await build(mainOptions);
  await writeTemplates(templates);
  await copyReaders();
  await recordHelp();
}

/** `--help` is asked of every new tool; it is answered without loading a parser of command lines. */
async function recordHelp() {
  for (const [entry, file] of [
    ['main', 'help'],
    ['platform-main', 'platform-help'],
  ]) {
    const help = execFileSync(process.execPath, [join(root, `dist/${entry}.js`), '--help']);
    await writeFile(join(root, `dist/${file}.txt`), help);
  }
}

/** What reads declarations in a worker's own interpreter is no JavaScript, and runs as it is. */
async function copyReaders() {
  await cp(join(root, 'src/declarations/extractors'), join(root, 'dist/extractors'), { recursive: true, filter: isNoLeftOver });
}

function isNoLeftOver(path) {
  return !path.endsWith('__pycache__');
}

/** Every template, packed and compiled with the code that unpacks and renders it. */
async function readTemplates() {
  const folder = join(root, 'templates');
  const names = (await readdir(folder)).filter((name) => existsSync(join(folder, name, 'template.yaml'))).toSorted();
  const room = await loadTemplatesRoom();
  const { folderContents, nodeBytes, nodeFiles, packPackage, precompileText, readPackage, renderedTexts } = room;
  return await Promise.all(
    names.map(async (name) => {
      const contents = await folderContents(join(folder, name), nodeFiles);
      const template = readPackage(contents, name, nodeBytes);
      const texts = [...renderedTexts(template)].map(([path, text]) => `${JSON.stringify(path)}: ${precompileText(text)}`);
      const source = `${JSON.stringify(template.digest)}: {manifest: ${JSON.stringify(template.manifest)}, texts: {${texts.join(',')}}}`;
      return { name, packed: packPackage(contents, nodeBytes), releases: await readReleases(name, room), source };
    }),
  );
}

async function readReleases(name, { nodeBytes, packReleases, unpackPackage }) {
  const folder = join(root, 'templates/released', name);
  const archives = existsSync(folder) ? await readdir(folder) : [];
  const releases = archives.map(async (file) => {
    const contents = unpackPackage(await readFile(join(folder, file)), file, nodeBytes);
    return [file.slice(0, -'.json.gz'.length), contents];
  });
  return packReleases(new Map(await Promise.all(releases)), nodeBytes);
}

/** `dist/templates/<name>.json.gz`, and all of a template's releases together in `dist/templates/released/<name>.json.gz`. */
async function writeTemplates(templates) {
  await mkdir(join(root, 'dist/templates/released'), { recursive: true });
  for (const { name, packed, releases } of templates) {
    await writeFile(join(root, 'dist/templates', `${name}.json.gz`), packed);
    await writeFile(join(root, 'dist/templates/released', `${name}.json.gz`), releases);
  }
}

/** Reading, checking and compiling templates is the better part of what `new` does; the tool's own are shipped as the outcome. */
function ownPackages(templates) {
  const contents = `export const ownPackages = {${templates.map(({ source }) => source).join(',')}};`;
  return {
    name: 'own-packages',
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]src[\\/]templates[\\/]own-packages\.ts$/ }, () => ({ contents }));
    },
  };
}

/** The room's own functions, for what is made of templates outside of a run of the tool. */
export async function loadTemplatesRoom() {
  const directory = await mkdtemp(join(tmpdir(), 'templates-'));
  const contents = [
    "export { folderContents } from './src/templates/template-folder.ts';",
    "export { renderedTexts } from './src/templates/render.ts';",
    "export { packPackage, unpackPackage } from './src/templates/pack.ts';",
    "export { packReleases } from './src/templates/releases.ts';",
    "export { precompileText } from './src/templates/engine.ts';",
    "export { readPackage } from './src/templates/read-package.ts';",
    "export { nodeBytes } from './src/adapters/bytes.ts';",
    "export { nodeFiles } from './src/adapters/files.ts';",
  ].join('\n');
  const { entryPoints: _, outdir: __, splitting: ___, ...shared } = options;
  const outfile = join(directory, 'templates.mjs');
  await build({ ...shared, stdin: { contents, resolveDir: root, loader: 'ts' }, outfile, sourcemap: false });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
