import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Platform } from '../../src/domain/platform.ts';
import { renderManifests, type ManifestsInput } from '../../src/kubernetes/kubernetes.ts';
import { failure } from '../support/failure.ts';
import { twoWorkers, longestName, manifestsInput, shortestName, unicodeOwner, type ServiceOptions } from './documents.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

interface KubernetesObject {
  kind: string;
  metadata: { name: string; labels: Record<string, string>; annotations: Record<string, string> };
  spec: Record<string, unknown>;
  data: Record<string, string>;
}

describe('the whole text', () => {
  const goldens: ({ file: string } & ServiceOptions & Partial<ManifestsInput>)[] = [
    { file: 'tier-0-pinned', tier: 0, image: digest, spec: { versioning: 'pinned' }, buildId: '4f2c9d1e5a7b4f2c9d1e5a7b4f2c9d1e5a7b4f2c' },
    { file: 'tier-1-typescript', tier: 1 },
    { file: 'tier-2-python-shortest', tier: 2, name: shortestName, service: { name: shortestName, language: 'python' } },
    { file: 'tier-3-python-longest', tier: 3, name: longestName, owner: unicodeOwner, service: { name: longestName, language: 'python' } },
    { file: 'two-workers', documents: twoWorkers(), environment: 'staging', region: 'us' },
  ];
  test.each(goldens)('of $file is the golden one', async ({ file, ...options }) => {
    const text = renderManifests(manifestsInput(options)).map((manifest) => `# ${manifest.path}\n${manifest.text}`);
    await expect(text.join('---\n')).toMatchFileSnapshot(`../golden/kubernetes/${file}.yaml`);
  });

  test('is the same whatever order the documents come in', () => {
    const documents = twoWorkers();
    const turned = { ...documents, workers: documents.workers.toReversed(), workflows: documents.workflows.toReversed() };
    expect(renderManifests(manifestsInput({ documents: turned }))).toEqual(renderManifests(manifestsInput({ documents })));
  });
});

describe('each object', () => {
  test('fits its names and labels for the longest worker name, build ID and namespace', () => {
    const input = manifestsInput({
      name: longestName,
      namespace: `n${'a'.repeat(900)}`,
      spec: { versioning: 'pinned' },
      buildId: `a${'.'.repeat(61)}b`,
    });
    for (const { kind, metadata } of objectsOf(input)) {
      expect(metadata.name).toMatch(kind === 'ConfigMap' ? /^[a-z0-9-]{1,253}$/ : /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/);
      for (const value of Object.values(metadata.labels)) expect(value).toMatch(/^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/);
    }
  });

  test('carries the owner as it is written in an annotation, and a slug of it in a label', () => {
    for (const { metadata } of objectsOf(manifestsInput({ owner: unicodeOwner }))) {
      expect(metadata.annotations['temporal-platform/owner']).toBe(unicodeOwner);
      expect(metadata.labels['temporal-platform/owner']).toBe('equipe-images-r-d-1');
    }
  });
});

describe('the ConfigMaps', () => {
  test('hold one document each, as it is in config, found by label', () => {
    const documents = twoWorkers();
    const maps = objectsOf(manifestsInput({ documents })).filter(({ kind }) => kind === 'ConfigMap');
    const carried = maps.map(({ data }) => parseAllDocuments(data['document.yaml'] ?? '').map((document) => document.toJS() as unknown));
    const all = [documents.namespace, ...documents.workflows, ...documents.workers];
    expect(carried).toHaveLength(all.length);
    expect(carried).toEqual(expect.arrayContaining(all.map((document) => [document])));
    for (const { metadata } of maps) expect(metadata.labels).toMatchObject({ 'temporal-platform/config': 'v1' });
    expect(maps.map(({ metadata }) => metadata.labels['temporal-platform/kind'])).toEqual([
      'Namespace',
      'Worker',
      'Workflow',
      'Workflow',
      'Worker',
    ]);
  });

  test('of a worker are the workflows it serves', () => {
    const [gpu] = renderManifests(manifestsInput({ documents: twoWorkers() }));
    expect(gpu?.worker).toBe('image-gpu');
    expect(gpu?.text).not.toContain('kind: Workflow\n');
  });
});

describe('versions', () => {
  const pinned: ServiceOptions = { spec: { versioning: 'pinned' } };

  test('have a Deployment, budget and autoscaler of their own, and share the rest', () => {
    const names = objectsOf(manifestsInput({ ...pinned, buildId: 'v7' })).filter(({ kind }) => kind !== 'ConfigMap');
    expect(names.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'ServiceAccount image-render',
      'NetworkPolicy image-render',
      'Deployment image-render-v7',
      'HorizontalPodAutoscaler image-render-v7',
      'PodDisruptionBudget image-render-v7',
    ]);
  });

  test.each([
    { title: 'a build ID alone', options: { buildId: 'v7' } },
    { title: 'versioning alone', options: pinned },
  ])('are not rendered for $title', ({ options }) => {
    const [manifest] = renderManifests(manifestsInput(options));
    expect(manifest?.text).not.toMatch(/TEMPORAL_DEPLOYMENT_NAME|TEMPORAL_WORKER_BUILD_ID|temporal\.io\//);
  });

  test('never share a Pod with the Deployment that has none', () => {
    expect(selectorOf(manifestsInput())).toEqual({
      matchLabels: {
        'app.kubernetes.io/component': 'temporal-worker',
        'app.kubernetes.io/name': 'image-render',
        'temporal-platform/versioned': 'no',
      },
    });
    expect(selectorOf(manifestsInput({ ...pinned, buildId: 'v7' }))).toEqual({
      matchLabels: {
        'app.kubernetes.io/component': 'temporal-worker',
        'app.kubernetes.io/name': 'image-render',
        'temporal.io/build-id': 'v7',
        'temporal.io/deployment-name': 'image-render',
      },
    });
  });

  test.each(['', '-v7', 'v 7', 'v7+dirty', 'a'.repeat(64)])('cannot be called %j', (buildId) => {
    expect(failure(() => renderManifests(manifestsInput({ ...pinned, buildId })))).toBe(
      `error USAGE  '${buildId}' cannot be a build ID\n  Use at most 63 letters, digits, dots, hyphens and underscores, such as a commit id. Nothing was written.`,
    );
  });
});

describe('replicas', () => {
  test.each([
    { title: 'are left out when an autoscaler has the say', replicas: { minimum: 2, maximum: 3 }, expected: undefined },
    { title: 'are fixed when minimum and maximum are one figure', replicas: { minimum: 4, maximum: 4 }, expected: 4 },
  ])('$title', ({ replicas, expected }) => {
    const base = manifestsInput();
    const [worker] = base.documents.workers;
    const scaling = { ...worker!.spec.scaling, replicas };
    const objects = objectsOf(manifestsInput({ spec: { scaling } }));
    expect(objects.find(({ kind }) => kind === 'Deployment')?.spec['replicas']).toBe(expected);
    expect(objects.some(({ kind }) => kind === 'HorizontalPodAutoscaler')).toBe(expected === undefined);
  });
});

describe('the heap', () => {
  test.each([
    { memory: '512Mi', language: 'typescript' as const, expected: '--max-old-space-size=384' },
    { memory: '3Gi', language: 'typescript' as const, expected: '--max-old-space-size=2304' },
    { memory: '3Gi', language: 'python' as const, expected: undefined },
  ])('of $language in $memory is $expected', ({ memory, language, expected }) => {
    const input = manifestsInput({ spec: { resources: { cpu: '1', memory } }, service: { name: 'image-render', language } });
    expect(/NODE_OPTIONS, value: "(.*)"/.exec(renderManifests(input)[0]?.text ?? '')?.[1]).toBe(expected);
  });
});

describe('the way to the proxy', () => {
  const { platform } = manifestsInput();
  const withProxy = (more: Partial<Platform['proxy'][number]>) =>
    containerAndVolumes(manifestsInput(), { ...platform, proxy: platform.proxy.map((proxy) => ({ ...proxy, ...more })) });

  test('is in clear with a token for the proxy alone, when the platform file says no more', () => {
    const { env, volumes, mounts } = withProxy({});
    expect(env).toMatchObject({ TEMPORAL_TOKEN_FILE: '/var/run/secrets/temporal-proxy/token', TEMPORAL_TLS: 'false' });
    expect(env).not.toHaveProperty('TEMPORAL_TLS_CA_FILE');
    const source = { serviceAccountToken: { path: 'token', audience: 'temporal-proxy', expirationSeconds: 3600 } };
    expect(volumes).toContainEqual({ name: 'proxy-token', projected: { sources: [source] } });
    expect(mounts).toContainEqual({ name: 'proxy-token', mountPath: '/var/run/secrets/temporal-proxy', readOnly: true });
  });

  test('is encrypted, with an audience and authorities of its own, when the platform file says so', () => {
    const { env, volumes, mounts } = withProxy({ audience: 'https://proxy "eu"', tls: { authoritiesConfigMap: 'proxy-ca' } });
    expect(env).toMatchObject({ TEMPORAL_TLS: 'true', TEMPORAL_TLS_CA_FILE: '/etc/temporal-proxy/ca.crt' });
    const source = { serviceAccountToken: { path: 'token', audience: 'https://proxy "eu"', expirationSeconds: 3600 } };
    expect(volumes).toContainEqual({ name: 'proxy-token', projected: { sources: [source] } });
    expect(volumes).toContainEqual({
      name: 'proxy-authorities',
      configMap: { name: 'proxy-ca', items: [{ key: 'ca.crt', path: 'ca.crt' }] },
    });
    expect(mounts).toContainEqual({ name: 'proxy-authorities', mountPath: '/etc/temporal-proxy', readOnly: true });
  });

  test('is encrypted and trusts what the image trusts without authorities', () => {
    const { env, volumes } = withProxy({ tls: {} });
    expect(env).toMatchObject({ TEMPORAL_TLS: 'true' });
    expect(env).not.toHaveProperty('TEMPORAL_TLS_CA_FILE');
    expect(volumes.map(({ name }) => name)).toEqual(['tmp', 'proxy-token']);
  });
});

describe('what cannot be rendered', () => {
  test('is a place without a proxy', () => {
    expect(failure(() => renderManifests(manifestsInput({ region: 'ap' })))).toBe(
      'error PLATFORM_INVALID  the platform has no proxy for production in ap\n' +
        '  Add it to spec.proxy of temporal-platform.yaml; workers reach Temporal no other way. Nothing was written.',
    );
  });

  test('is a family or version that this tool does not have', () => {
    expect(failure(() => renderManifests(manifestsInput({ templateVersion: '9.0.0' })))).toBe(
      'error TEMPLATE_NOT_FOUND  worker image-render asks for kubernetes@9.0.0, this tool has kubernetes@1.1.0\n' +
        '  Use the tool version that has it, or name another with --template-version. Nothing was written.',
    );
  });
});

function objectsOf(input: ManifestsInput): KubernetesObject[] {
  return renderManifests(input).flatMap(({ text }) => parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject));
}

interface PodSpec {
  containers: { env: { name: string; value: string }[]; volumeMounts: object[] }[];
  volumes: { name: string }[];
}

function containerAndVolumes(input: ManifestsInput, platform: Platform) {
  const deployment = objectsOf({ ...input, platform }).find(({ kind }) => kind === 'Deployment');
  const { spec } = (deployment as unknown as { spec: { template: { spec: PodSpec } } }).spec.template;
  const [container] = spec.containers;
  const env = Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]));
  return { env, mounts: container?.volumeMounts ?? [], volumes: spec.volumes };
}

function selectorOf(input: ManifestsInput): unknown {
  return objectsOf(input).find(({ kind }) => kind === 'Deployment')?.spec['selector'];
}
