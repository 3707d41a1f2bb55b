import { afterAll, beforeAll, expect, test } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { languages } from '../../src/domain/managed-worker.ts';
import type { TierLevel } from '../../src/domain/platform.ts';
import { renderManifests, type ManifestsInput } from '../../src/kubernetes/kubernetes.ts';
import { startApiserver, type ApiAnswer, type Apiserver } from '../support/apiserver.ts';
import { scaledObjectDefinition, temporalTriggerKeys } from '../support/keda-crd.ts';
import { describeWith, requireTool } from '../support/tools.ts';
import { longestName, manifestsInput, shortestName, unicodeOwner, type ServiceOptions } from './documents.ts';

const namespace = 'workers';
const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

interface Manifest {
  kind: string;
  spec: { template: { spec: object; metadata: object }; triggers: { metadata: Record<string, string> }[] };
}

describeWith(
  ['etcd', 'kube-apiserver'],
  'a real Kubernetes API server, in a namespace that enforces the restricted Pod Security Standard,',
  () => {
    let api: Apiserver;

    beforeAll(async () => {
      api = await startApiserver({ etcd: requireTool('etcd') ?? '', apiserver: requireTool('kube-apiserver') ?? '' });
      await create('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: restricted } });
      await create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', scaledObjectDefinition);
      await untilServed('/apis/keda.sh/v1alpha1');
    });
    afterAll(() => api.close());

    const sizes = [0, 1, 2, 3] as const satisfies TierLevel[];
    const cases = sizes.flatMap((tier) =>
      languages.flatMap((language) =>
        [shortestName, longestName].map((name) => ({ tier, language, name, title: `tier ${tier}, ${language}, a name of ${name.length}` })),
      ),
    );

    test.each(cases)('takes every object of $title', async ({ tier, language, name }) => {
      expect(await refusals(manifestsInput({ tier, name, owner: unicodeOwner, service: { name, language }, image: digest }))).toEqual([]);
    });

    const oddities: ({ title: string } & ServiceOptions & Partial<ManifestsInput>)[] = [
      { title: 'a version with the longest build ID', tier: 0, spec: { versioning: 'pinned' }, buildId: `a${'.-_Z'.repeat(15)}b9` },
      {
        title: 'a version named by a commit',
        tier: 3,
        spec: { versioning: 'auto-upgrade' },
        buildId: 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef',
      },
      { title: 'activities alone, from zero', tier: 3, taskQueues: [{ name: 'image/GPU_1.large', activities: ['render'] }] },
      { title: 'a namespace longer than a label', namespace: `n${'a'.repeat(400)}` },
    ];
    test.each(oddities)('takes every object of $title', async ({ title: _title, ...options }) => {
      expect(await refusals(manifestsInput({ name: longestName, ...options }))).toEqual([]);
    });

    test.each(['10.1.2.3:7233', 'proxy.example.com:443'])('takes a proxy at %s', async (address) => {
      const input = manifestsInput();
      const platform = { ...input.platform, proxy: [{ environment: 'production', region: 'eu', address }] };
      expect(await refusals({ ...input, platform })).toEqual([]);
    });

    test('takes a later tier, owner and image over what runs, and leaves the replicas to the autoscaler', async () => {
      expect(await refusals(manifestsInput({ tier: 1 }), { dryRun: false })).toEqual([]);
      const deployment = `/apis/apps/v1/namespaces/${namespace}/deployments/image-render`;
      const scaled = {
        type: 'application/apply-patch+yaml',
        text: 'apiVersion: apps/v1\nkind: Deployment\nspec: { replicas: 7 }\n',
      } as const;
      expect((await api.request('PATCH', `${deployment}?fieldManager=autoscaler`, scaled)).status).toBe(200);
      expect(await refusals(manifestsInput({ tier: 3, owner: unicodeOwner, image: digest }), { dryRun: false })).toEqual([]);
      expect((await api.request('GET', deployment)).body).toMatchObject({ spec: { replicas: 7 } });
    });

    test('says no to a misspelt field, so that the tests above mean something', async () => {
      const [manifest] = renderManifests(manifestsInput());
      const budget = documentsOf(manifest?.text ?? '').find((text) => text.includes('kind: PodDisruptionBudget')) ?? '';
      const answer = await api.apply(budget.replace('maxUnavailable', 'maxUnavailabel'), { namespace, dryRun: true });
      const message: unknown = expect.stringContaining('.spec.maxUnavailabel: field not declared in schema');
      expect(answer).toMatchObject({ status: 500, body: { message } });
    });

    test('says no to a Pod that may run as root', async () => {
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'root' }, spec: { containers: [{ name: 'a', image: 'a' }] } };
      const answer = await create(`/api/v1/namespaces/${namespace}/pods?dryRun=All`, pod);
      const message: unknown = expect.stringContaining('violates PodSecurity "restricted:latest"');
      expect(answer).toMatchObject({ status: 403, body: { message } });
    });

    /** What the server, or KEDA, has against the objects; each is asked about by itself. */
    async function refusals(input: ManifestsInput, { dryRun } = { dryRun: true }): Promise<unknown[]> {
      const found: unknown[] = [];
      for (const document of renderManifests(input).flatMap(({ text }) => documentsOf(text))) {
        const { status, body, warnings } = await api.apply(document, { namespace, dryRun });
        if (status >= 300 || warnings.length > 0) found.push({ message: body['message'], warnings, document });
        found.push(...(await hiddenRefusals(parse(document) as Manifest)));
      }
      return found;
    }

    /** What the server does not look into when it takes the object: the Pods that are made of it, and KEDA's metadata. */
    async function hiddenRefusals({ kind, spec }: Manifest): Promise<unknown[]> {
      if (kind === 'ScaledObject')
        return spec.triggers.flatMap(({ metadata }) => Object.keys(metadata)).filter((key) => !temporalTriggerKeys.has(key));
      if (kind !== 'Deployment') return [];
      const pod = { apiVersion: 'v1', kind: 'Pod', ...spec.template, metadata: { ...spec.template.metadata, generateName: 'pod-' } };
      const { status, body, warnings } = await create(`/api/v1/namespaces/${namespace}/pods?dryRun=All&fieldValidation=Strict`, pod);
      return status === 201 && warnings.length === 0 ? [] : [{ message: body['message'], warnings }];
    }

    async function create(path: string, object: object): Promise<ApiAnswer> {
      return await api.request('POST', path, { type: 'application/json', text: JSON.stringify(object) });
    }

    async function untilServed(path: string): Promise<void> {
      for (let attempt = 0; attempt < 100; attempt += 1) {
        const { status } = await api.request('GET', path);
        if (status === 200) return;
        await sleep(200);
      }
      throw new Error(`${path} was not served within 20 seconds`);
    }
  },
);

const restricted = { 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/warn': 'restricted' };

function documentsOf(text: string): string[] {
  return text.split(/^---\n/m);
}
