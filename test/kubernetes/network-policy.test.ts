import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { renderManifests } from '../../src/kubernetes/kubernetes.ts';
import { templateOf } from '../support/template.ts';
import { manifestsInput } from './documents.ts';

test.each([
  {
    title: 'a Service, by its namespace',
    address: 'temporal-proxy.temporal-platform.svc:7233',
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'temporal-platform' } } }],
  },
  {
    title: 'a Service with the cluster domain, by its namespace',
    address: 'proxy.edge.svc.cluster.local:443',
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'edge' } } }],
  },
  { title: 'an address, by itself', address: '10.1.2.3:7233', to: [{ ipBlock: { cidr: '10.1.2.3/32' } }] },
  { title: 'a host name, by its port alone', address: 'proxy.svc.example.com:443', to: undefined },
])('the way out to the proxy is $title', ({ address, to }) => {
  const input = manifestsInput();
  const platform = { ...input.platform, proxy: [{ environment: 'production', region: 'eu', address }] };
  const [manifest] = renderManifests({ ...input, platform });
  const objects = parseAllDocuments(manifest?.text ?? '').map(
    (document) => document.toJS() as { kind: string; spec: { egress: object[] } },
  );
  const egress = objects.find(({ kind }) => kind === 'NetworkPolicy')?.spec.egress ?? [];
  const ports = [{ port: Number(address.split(':')[1]), protocol: 'TCP' }];
  expect(egress).toHaveLength(2);
  expect(egress[1]).toEqual({ ports, ...(to === undefined ? {} : { to }) });
});

test('a file that an organisation adds to its family comes after the objects it may refer to', () => {
  const files = {
    'monitor.yaml.hbs': 'kind: PodMonitor # {{worker}}\n',
    'deployment.yaml.hbs': 'kind: Deployment # {{name}}\n',
    'empty.yaml.hbs': '{{#if fixedReplicas}}x{{/if}}\n',
  };
  const template = { ...templateOf(files), name: 'kubernetes' };
  const spec = { manifests: `kubernetes@${template.version}` };
  expect(renderManifests(manifestsInput({ spec, templates: [template] }))[0]?.text).toBe(
    'kind: Deployment # image-render\n---\nkind: PodMonitor # image-render\n',
  );
});
