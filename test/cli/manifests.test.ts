import { describe, expect, test } from 'vitest';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { runCli } from '../support/cli.ts';
import { imageRenderYaml } from '../support/image-render.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { serviceDocuments, twoWorkers, type ServiceOptions } from '../kubernetes/documents.ts';

const pythonWorker = imageRenderYaml.replace('typescript', 'python');
const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('manifests', () => {
  test('prints every worker in every environment and region as one YAML stream', async () => {
    const { code, out } = await manifests(await committed(twoWorkers()), ['--image', digest]);
    expect(code).toBe(0);
    expect(out.match(/^# deploy\/.*$/gm)).toEqual(
      ['staging', 'production'].flatMap((environment) =>
        ['eu', 'us'].flatMap((region) =>
          ['image-gpu', 'image-render'].map((worker) => `# deploy/kubernetes/${environment}/${region}/${worker}.yaml`),
        ),
      ),
    );
    const documents = parseAllDocuments(out);
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    expect(documents.map((document) => document.get('kind')).filter((kind) => kind === 'Deployment')).toHaveLength(8);
  });

  test('takes one environment and region, the image and the build ID, from a folder named as argument', async () => {
    const root = await committed(serviceDocuments({ spec: { versioning: 'pinned' } }));
    const { code, out, talk } = await manifests(dirname(root), [
      root,
      '--environment',
      'staging',
      '--region',
      'us',
      '--image',
      digest,
      '--build-id',
      'v7',
    ]);
    expect({ code, talk }).toEqual({ code: 0, talk: '' });
    expect(out).toMatch(/^# deploy\/kubernetes\/staging\/us\/image-render\.yaml\napiVersion/);
    expect(out).toContain(`image: "registry.example.com/workers/image-render@${digest}"`);
    expect(out).toContain('{ name: TEMPORAL_WORKER_BUILD_ID, value: "v7" }');
    expect(out).not.toContain('NODE_OPTIONS');
  });

  test('renders a config that names an older version of the templates with that version', async () => {
    const { code, out } = await manifests(await committed(serviceDocuments({ spec: { manifests: 'kubernetes@1.0.0' } })), [
      '--image',
      digest,
    ]);
    expect(code).toBe(0);
    expect(out).toContain('temporal-platform/manifests: "kubernetes@1.0.0"');
    expect(out).not.toContain('TEMPORAL_TOKEN_FILE');
  });

  test.each<{ title: string; options: ServiceOptions; args: string[]; talk: string }>([
    {
      title: 'no image',
      options: {},
      args: [],
      talk: 'warning  no --image: the tag `unreleased` stands in its place, and no such image is ever built',
    },
    {
      title: 'an image by tag',
      options: {},
      args: ['--image', 'render:v1'],
      talk: 'warning  render:v1 is a tag, which can be moved; name the image by its digest',
    },
    {
      title: 'versioning without a build ID',
      options: { spec: { versioning: 'pinned' } },
      args: ['--image', digest],
      talk: 'warning  no --build-id: image-render asks for versioning and is rendered without',
    },
    {
      title: 'a build ID without versioning',
      options: {},
      args: ['--image', digest, '--build-id', 'v7'],
      talk: 'warning  --build-id has no effect: no worker of this config asks for versioning',
    },
  ])('warns of $title', async ({ options, args, talk }) => {
    expect(await manifests(await committed(serviceDocuments(options)), args)).toMatchObject({ code: 0, talk });
  });

  test('reads the platform file it is given', async () => {
    const root = await committed(serviceDocuments());
    expect(await manifests(root, ['--platform', 'missing.yaml'])).toMatchObject({
      code: 2,
      out: '',
      talk: expect.stringContaining('error PLATFORM_INVALID') as unknown,
    });
  });
});

describe('manifests refuses', () => {
  test.each([
    {
      title: 'an unknown environment',
      args: ['--environment', 'qa'],
      talk: "error USAGE  'qa' is not an environment of this worker; it has staging, production",
    },
    {
      title: 'a region the worker is not in',
      args: ['--region', 'ap'],
      talk: "error USAGE  'ap' is not a region of this worker; it has eu, us",
    },
    { title: 'an image that is none', args: ['--image', 'A B'], talk: "error USAGE  'A B' is not an image reference" },
    { title: 'an unknown option', args: ['--regions', 'eu'], talk: "error USAGE  unknown option '--regions'" },
    {
      title: 'a template version that is not there',
      args: ['--template-version', '9.9.9'],
      talk: 'error TEMPLATE_NOT_FOUND  worker image-render asks for kubernetes@9.9.9',
    },
  ])('$title', async ({ args, talk }) => {
    const outcome = await manifests(await committed(serviceDocuments()), args);
    expect(outcome).toMatchObject({ code: 2, out: '' });
    expect(outcome.talk).toContain(talk);
    expect(outcome.talk).toContain('Nothing was written.');
  });

  test('a folder that is no worker', async () => {
    expect(await manifests(await temporaryFolder(), [])).toMatchObject({
      code: 2,
      talk: expect.stringContaining('error WORKER_NOT_FOUND') as unknown,
    });
  });

  test('a worker without config', async () => {
    expect(await manifests(await temporaryFolder({ 'worker.yaml': pythonWorker }), [])).toMatchObject({
      code: 2,
      out: '',
      talk: 'error CONFIG_INVALID  config/namespace.yaml is missing\n  Run `gen-temporal-managed-worker config` and commit the result. Nothing was written.',
    });
  });

  test('config edited by hand into something else, with file, line and column', async () => {
    const root = await committed(serviceDocuments());
    await writeFile(join(root, 'config/workers.yaml'), 'apiVersion: managed-temporal.dev/v1\nkind: Woker\n');
    const { code, talk } = await manifests(root, []);
    expect(code).toBe(2);
    expect(talk).toContain('error CONFIG_INVALID  the committed config cannot be used\n  config/workers.yaml:');
    expect(talk).toContain('config/workers.yaml:2:7  kind: ');
  });
});

async function committed(documents: ReturnType<typeof serviceDocuments>): Promise<string> {
  const root = await temporaryFolder({ 'worker.yaml': pythonWorker });
  await mkdir(join(root, 'config'));
  await writeFile(join(root, 'config/namespace.yaml'), yaml([documents.namespace]));
  await writeFile(join(root, 'config/workflows.yaml'), yaml(documents.workflows));
  await writeFile(join(root, 'config/workers.yaml'), yaml(documents.workers));
  return root;
}

async function manifests(cwd: string, args: readonly string[]): Promise<{ code: number; out: string; talk: string }> {
  const { code, stdout, stderr } = await runCli(['manifests', ...args], { cwd });
  return { code, out: stdout, talk: stderr };
}

function yaml(documents: readonly object[]): string {
  return documents.map((document) => stringify(document)).join('---\n');
}
