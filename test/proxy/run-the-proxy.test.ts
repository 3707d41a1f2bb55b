import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, parseDocument, stringify } from 'yaml';
import { nodeFiles } from '../../src/adapters/files.ts';
import { nodePrivateFiles } from '../../src/adapters/private-files.ts';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import { createRingKeys } from '../../src/keys/keys.ts';
import { checkProxy } from '../../src/proxy/proxy.ts';
import { makeCertificates } from '../support/certificates.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const page = readFileSync(new URL('../../docs/how-to/run-the-proxy.md', import.meta.url), 'utf8');
const [config = '', target = '', upstreams = ''] = [...page.matchAll(/```yaml\n(# (?:proxy|temporal-platform)[.]yaml[^`]*)```/g)].map(
  ([, text = '']) => text,
);
const encryption = parse(/<<'END'\n( {2}encryption:[^`]*?)END\n/.exec(page)?.[1] ?? '') as Pick<typeof builtinPlatform.spec, 'encryption'>;
const cluster = '/var/run/secrets/kubernetes.io/serviceaccount/';

/** What the page mounts into the Pod, in a folder of its own. */
async function mounted() {
  const folder = await temporaryFolder();
  for (const name of ['config', 'keys', 'tls', 'temporal', 'api-key']) mkdirSync(join(folder, name));
  const { authority, key, certificate } = makeCertificates(folder);
  for (const name of ['tls', 'temporal']) {
    writeFileSync(join(folder, name, 'tls.crt'), certificate);
    writeFileSync(join(folder, name, 'tls.key'), key);
  }
  writeFileSync(join(folder, 'temporal/ca.crt'), readFileSync(authority));
  writeFileSync(join(folder, 'api-key/key'), 'an-api-key\n');
  return { folder, authority };
}

async function check(change: { config: string; temporal: typeof builtinPlatform.spec.temporal }) {
  const { folder, authority } = await mounted();
  const spec = { ...builtinPlatform.spec, temporal: change.temporal, ...encryption };
  const lock = { take: async () => await Promise.resolve({ kind: 'taken' as const }), release: async () => await Promise.resolve() };
  const place = { path: join(folder, 'keys/key-ring.yaml'), files: nodePrivateFiles, lock, signal: new AbortController().signal };
  const now = Date.now() - 1_000;
  await createRingKeys(place, 'all', { now, activateAt: now, provider: undefined, reference: undefined, encryption: spec.encryption! });
  writeFileSync(join(folder, 'config/temporal-platform.yaml'), stringify({ ...builtinPlatform, spec }, { aliasDuplicateObjects: false }));
  writeFileSync(join(folder, 'config/proxy.yaml'), change.config);
  const read = async (path: string) => await nodeFiles.read(path.startsWith(cluster) ? authority : path);
  const files = {
    ...nodeFiles,
    read,
    readText: async (path: string) => await nodeFiles.readText(path),
    readPrivate: (path: string) => nodePrivateFiles.readPrivate(path),
  };
  return await checkProxy(join(folder, 'config/proxy.yaml'), { files, clock: Date.now });
}

test('the config of the page for a self-hosted server is right', async () => {
  const { compiled } = await check({ config, temporal: builtinPlatform.spec.temporal });
  expect(compiled.routeList).toMatchObject([{ logical: 'images', physical: 'images-production-eu', keyDomain: 'images-production-eu' }]);
});

test('with the page’s entries for Temporal Cloud it is right too', async () => {
  const document = parseDocument(config);
  document.setIn(['spec', 'upstreams'], parse(upstreams));
  const others = builtinPlatform.spec.temporal.filter(({ environment, region }) => `${environment}/${region}` !== 'production/eu');
  const temporal = [...others, ...(parse(target) as typeof others)];
  const { compiled } = await check({ config: String(document), temporal });
  expect(compiled.routeList).toMatchObject([{ physical: 'images-production-eu.a1b2c' }]);
  expect(compiled.upstreams).toMatchObject([
    { addresses: ['eu-central-1.aws.api.temporal.io:7233'], credentials: { apiKey: 'an-api-key' } },
  ]);
});
