import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { list } from 'tar';
import { describe, expect, inject, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { installedWorker, runInWorker } from '../support/installed-worker.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeWith } from '../support/tools.ts';
import { npx, npxPlatform } from '../support/user.ts';

const answers = ['--name', 'image-render', '--owner', 'team-images'];

/** One call of the packed tool in an empty folder, by a user whose home is empty, with nobody to ask. */
async function call(args: readonly string[]) {
  const [cwd, home] = [await temporaryFolder(), await temporaryFolder()];
  const { exitCode, stdout, stderr } = await npx(args, { cwd, home });
  return { exitCode, stdout, stderr, written: await readdir(cwd), leftAtHome: await readdir(home), cwd };
}

async function callPlatform(args: readonly string[]) {
  const [cwd, home] = [await temporaryFolder(), await temporaryFolder()];
  const { exitCode, stdout, stderr } = await npxPlatform(args, { cwd, home });
  return { exitCode, stdout, stderr, written: await readdir(cwd) };
}

describe('the packed tool, run by npx from an empty folder with an empty home', () => {
  test('--version prints its version', async () => {
    const { version } = await packedManifest();
    expect(await call(['--version'])).toMatchObject({ exitCode: 0, stdout: `${version}\n`, stderr: '', written: [], leftAtHome: [] });
  });

  test('--help lists what there is', async () => {
    const { exitCode, stdout, stderr } = await call(['--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const verb of ['new', 'config', 'manifests', 'dev']) expect(stdout).toMatch(new RegExp(`^ {2}${verb} `, 'm'));
  });

  test('temporal-platform is there too, answers --version and --help, and runs the proxy as far as its config', async () => {
    const { version } = await packedManifest();
    expect(await callPlatform(['--version'])).toMatchObject({ exitCode: 0, stdout: `${version}\n`, stderr: '', written: [] });
    const { exitCode, stdout } = await callPlatform(['--help']);
    expect(exitCode).toBe(0);
    for (const verb of ['proxy', 'keys']) expect(stdout).toMatch(new RegExp(`^ {2}${verb} `, 'm'));
    const refused = await callPlatform(['proxy', '--config', 'nowhere.yaml']);
    expect(refused).toMatchObject({ exitCode: 2, stdout: '', written: [] });
    expect(refused.stderr).toContain('error PROXY_INVALID');
  });

  test('new --dry-run prints the tree and writes nothing', async () => {
    const { exitCode, stdout, written } = await call(['new', ...answers, '--yes', '--dry-run']);
    expect({ exitCode, written }).toEqual({ exitCode: 0, written: [] });
    expect(stdout).toMatch(/^image-render\/\n/);
    expect(stdout).toMatch(/^ +greet\.impl\.ts +team$/m);
  });

  test.each(['typescript', 'python'])('new --json in %s writes exactly what its document and its dry run name', async (language) => {
    const flags = ['new', ...answers, '--yes', '--language', language, '--json', '--no-install'];
    const dry = documentOf((await call([...flags, '--dry-run'])).stdout);
    const { exitCode, stdout, stderr, written, leftAtHome, cwd } = await call(flags);
    expect({ exitCode, stderr, written, leftAtHome }).toEqual({ exitCode: 0, stderr: '', written: ['image-render'], leftAtHome: [] });
    const made = documentOf(stdout);
    expect(made).toMatchObject({ schemaVersion: 1, written: true, directory: join(cwd, 'image-render') });
    expect(dry).toMatchObject({ schemaVersion: 1, written: false });
    expect(dry.files).toEqual(made.files);
    const found = await readdir(join(cwd, 'image-render'), { recursive: true, withFileTypes: true });
    const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const ours = paths.filter((path) => !path.startsWith(join(cwd, 'image-render/.git/')));
    expect(ours.toSorted()).toEqual(made.files.map(({ path }) => join(cwd, 'image-render', path)).toSorted());
  });

  test('without a terminal a missing answer is named and nothing is written', async () => {
    const { exitCode, stdout, stderr, written } = await call(['new', '--owner', 'team-images', '--yes']);
    expect({ exitCode, stdout, written }).toEqual({ exitCode: 2, stdout: '', written: [] });
    expect(stderr).toContain('error ANSWER_MISSING  nobody can be asked for --name');
  });

  test('config says what to install when the worker has no dependencies yet', async () => {
    const { cwd } = await call(['new', ...answers, '--yes', '--no-install', '--no-git']);
    const { exitCode, stderr } = await npx(['config', '--check', 'image-render'], { cwd, home: await temporaryFolder() });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('error TOOLCHAIN_MISSING');
    expect(stderr).toContain(`Run \`npm install\` in ${join(cwd, 'image-render')}.`);
  });
});

describe('the package', () => {
  test('has no dependency at run time', async () => {
    const { dependencies, optionalDependencies, peerDependencies } = await packedManifest();
    expect({ dependencies, optionalDependencies, peerDependencies }).toEqual({});
  });

  test('is not larger than 2.5 MB, and holds code, packed templates, readme and licence', async () => {
    const { size } = await stat(inject('tarball'));
    process.stdout.write(`\npacked tarball: ${(size / 1_000_000).toFixed(2)} MB\n`);
    expect(size).toBeLessThanOrEqual(2_500_000);
    const paths = await packedPaths();
    for (const name of ['worker-typescript', 'worker-python', 'kubernetes'])
      expect(paths).toContain(`package/dist/templates/${name}.json.gz`);
    const tops = new Set(paths.map((path) => path.split('/')[1]));
    expect(tops).toEqual(new Set(['LICENSE', 'README.md', 'bin', 'dist', 'package.json']));
  });
});

describeWith(['npm-registry', 'python', 'python-registry'], 'in an installed worker', () => {
  test.each(['typescript', 'python'] as const)('config --check and manifests work in %s', async (language) => {
    const { folder } = await installedWorker(language);
    const home = await temporaryFolder();
    const check = await npx(['config', '--check'], { cwd: folder, home });
    expect(check).toMatchObject({ exitCode: 0 });
    const image = `sha256:${'ab'.repeat(32)}`;
    const { exitCode, stdout } = await npx(['manifests', '--environment', 'production', '--region', 'eu', '--image', image], {
      cwd: folder,
      home,
    });
    expect(exitCode).toBe(0);
    const kinds = parseAllDocuments(stdout).map((document) => String(document.get('kind')));
    for (const kind of ['Deployment', 'ServiceAccount', 'PodDisruptionBudget', 'NetworkPolicy', 'ConfigMap']) expect(kinds).toContain(kind);
    expect(stdout).toContain(image);
  });

  test('the verbs find the tool in the worker, without a registry', async () => {
    const { folder } = await installedWorker('typescript');
    const { version } = await packedManifest();
    const offline = { npm_config_offline: 'true' };
    const { exitCode, stdout } = await runInWorker(folder, ['npx', `gen-temporal-managed-worker@${version}`, '--version'], offline);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${version}\n` });
  });
});

interface Document {
  files: { path: string }[];
}

function documentOf(text: string): Document {
  return JSON.parse(text) as Document;
}

type Manifest = Partial<Record<'dependencies' | 'optionalDependencies' | 'peerDependencies', object>> & { version: string };

/** The `package.json` inside the tarball, which npm writes anew. */
async function packedManifest(): Promise<Manifest> {
  const chunks: Buffer[] = [];
  await list({
    file: inject('tarball'),
    filter: (path) => path === 'package/package.json',
    onReadEntry: (entry) => entry.on('data', (chunk: Buffer) => chunks.push(chunk)),
  });
  return JSON.parse(Buffer.concat(chunks).toString()) as Manifest;
}

async function packedPaths(): Promise<string[]> {
  const paths: string[] = [];
  await list({ file: inject('tarball'), onReadEntry: ({ path }) => void paths.push(path) });
  return paths.map((path) => path.replace(/\/$/, ''));
}
