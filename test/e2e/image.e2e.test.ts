import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Language } from '../../src/domain/managed-worker.ts';
import { createContainer, type Container } from '../support/container.ts';
import { baseImage, buildah, buildImage, imageConfig, imageSize } from '../support/image-store.ts';
import { installedWorker } from '../support/installed-worker.ts';
import { activityQueues, startTemporal, type TemporalServer } from '../support/temporal-server.ts';
import { describeWith, requireTool } from '../support/tools.ts';

const temporal = requireTool('temporal');
const languages = ['typescript', 'python'] as const satisfies Language[];

/** What builds, checks or installs, and has no place where a worker runs. */
const tools: Record<Language, string[]> = {
  typescript: ['typescript', 'esbuild', 'vitest', 'oxlint', 'oxc-parser'],
  python: ['pip', 'setuptools', 'pytest', 'ruff', 'pyright'],
};
const code: Record<Language, string[]> = { typescript: ['dist', 'node_modules'], python: ['.venv', 'contracts', 'sdk', 'src'] };

describeWith(['temporal', 'buildah', 'base-image', 'npm-registry', 'python-registry'], 'the golden image', () => {
  let server: TemporalServer;
  beforeAll(async () => {
    server = await startTemporal(temporal ?? '', 'images');
  });
  afterAll(() => server?.close());

  describe.each(languages)('of a %s worker', (language) => {
    const image = `localhost/${language}-worker:e2e`;
    let container: Container;

    beforeAll(async () => {
      const { folder } = await installedWorker(language);
      await buildImage(folder, image, { BUILD_ID: 'build-1' });
      container = await createContainer(image);
    });
    afterAll(async () => {
      await container?.remove();
      await buildah('rmi', '--force', image).catch(() => undefined);
    });

    test('says what it is and how large it has become', async () => {
      const size = await imageSize(image);
      process.stdout.write(`\nimage of a ${language} worker: ${size}, of which its base ${await imageSize(await baseImage())}\n`);
      const { config } = (JSON.parse(await buildah('inspect', '--type', 'image', image)) as { OCIv1: { config: { Labels: object } } })
        .OCIv1;
      expect(config.Labels).toMatchObject({
        'org.opencontainers.image.title': 'image-render',
        'org.opencontainers.image.revision': 'build-1',
      });
      expect(Number.parseInt(size, 10)).toBeLessThan(450);
    });

    test('holds what it runs and nothing that made it', async () => {
      const app = join(container.root, 'app');
      const packages = await installedPackages(app, language);
      for (const name of tools[language]) expect(packages).not.toContain(name);
      expect(await nativeCores(app, language)).toHaveLength(1);
      expect(await readdir(app)).toEqual(expect.arrayContaining(['config', ...code[language]]));
      for (const source of ['test', 'tests', 'worker.yaml', 'Dockerfile', '.git']) expect(await readdir(app)).not.toContain(source);
    });

    test('is run as nobody in particular', async () => {
      expect((await imageConfig(image)).User).toBe('10001:10001');
      const name = (await buildah('containers', '--noheading', '--format', '{{.ContainerName}} {{.ImageName}}'))
        .split('\n')
        .find((line) => line.endsWith(` ${image}`))
        ?.split(' ')[0];
      expect(await buildah('run', '--isolation', 'chroot', name ?? '', '--', 'id', '-u')).toBe('10001');
    });

    test('a workflow runs in it with a read-only root, and SIGTERM ends it in order', async () => {
      const worker = container.start({ TEMPORAL_ADDRESS: server.address, HEALTH_PORT: '0', METRICS_PORT: '0' });
      try {
        await worker.line('worker ready');
        const workflowId = `greet-in-${language}-image`;
        const run = await server.client.workflow.start('Greet', { taskQueue: 'greetings', workflowId, args: [{ names: ['Ada'] }] });
        expect(await run.result()).toEqual({ greetings: ['Hello, Ada!'] });
        expect(await activityQueues(run)).toEqual(['greetings-activities']);
        expect((await worker.get('healthPort', '/readyz')).status).toBe(200);
        await worker.terminate({ launched: true });
        expect(await worker.ended()).toBe(0);
      } finally {
        await worker.close();
      }
    });

    test('nothing but /tmp can be written to where it runs', async () => {
      const attempts = ['/app/x', '/x', '/var/tmp/x', '/dev/x', '/tmp/x'].map((path) => `touch ${path} && echo '{"message":"${path}"}'`);
      // Nobody may write to most of these anyway; that the root is mounted so is what counts.
      const mounted = `grep -q '^[^ ]* / [^ ]* ro,' /proc/mounts && echo '{"message":"the root is read-only"}'`;
      const probe = container.start({}, ['sh', '-c', `${[...attempts, mounted].join(';')}; exit 0`]);
      expect(await probe.ended()).toBe(0);
      expect(probe.log.map(({ message }) => message)).toEqual(['/tmp/x', 'the root is read-only']);
    });
  });
});

async function installedPackages(app: string, language: Language): Promise<string[]> {
  if (language === 'typescript') return await readdir(join(app, 'node_modules'));
  return await readdir(await sitePackages(app));
}

/** Builds of the SDK's native core, of which one image needs the one for its platform. */
async function nativeCores(app: string, language: Language): Promise<string[]> {
  if (language === 'typescript') return await readdir(join(app, 'node_modules/@temporalio/core-bridge/releases'));
  const files = await readdir(join(await sitePackages(app), 'temporalio/bridge'));
  return files.filter((file) => file.endsWith('.so'));
}

async function sitePackages(app: string): Promise<string> {
  const [python = ''] = await readdir(join(app, '.venv/lib'));
  return join(app, '.venv/lib', python, 'site-packages');
}
