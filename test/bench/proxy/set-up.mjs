import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { largePolicy } from '../large-policy.mjs';
import { start } from './targets.mjs';

const folder = import.meta.dirname;
const root = join(folder, '../../..');
const program = join(root, 'bin/temporal-platform.js');
const place = { environment: 'production', region: 'eu' };
const token = 'a-token-of-the-benchmark';
const apiVersion = 'managed-temporal.dev/v1';
const at = '2026-01-01T00:00:00Z';

/** Builds the Go side into `work`; its modules are pinned by go.sum. */
export function buildGo(work) {
  const binary = join(work, 'proxybench');
  execFileSync('go', ['build', '-o', binary, '.'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  execFileSync(binary, ['certificate', '-folder', work]);
  return binary;
}

/** Each starts one target in front of `upstream`; `tls` turns it on towards callers. */
export const targets = {
  thinhop: async ({ binary, work, upstream, tls }) => {
    const own = tls ? ['-certificate', join(work, 'certificate.pem'), '-key', join(work, 'key.pem')] : [];
    return await start(binary, ['thinhop', '-upstream', upstream.address, ...own]);
  },
  transport: async ({ work, upstream, tls }) => {
    const env = tls ? { BENCH_CERTIFICATE: join(work, 'certificate.pem'), BENCH_KEY: join(work, 'key.pem') } : {};
    return await start(process.execPath, [await passThrough(work), upstream.address], { env });
  },
  proxy: startProxy,
  everything: async (input) => await startProxy({ ...input, callers: 'services' }),
  people: async (input) => await startProxy({ ...input, callers: 'people' }),
};

/** The transport alone, bundled, because Node 20 reads no TypeScript. */
async function passThrough(work) {
  const outfile = join(work, 'pass-through.mjs');
  if (existsSync(outfile)) return outfile;
  const { build } = await import('esbuild');
  const shared = { bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'error' };
  await build({ ...shared, entryPoints: [join(folder, 'pass-through.ts')], outfile });
  return outfile;
}

/** The whole proxy, as it is packed: authentication, translation, encryption and metrics on; with `callers` also all that decides about calls. */
async function startProxy({ work, upstream, tls, callers }) {
  if (!existsSync(program)) return undefined;
  const [address, operations] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const [ring, platform] = [join(work, 'ring.yaml'), join(work, 'platform.yaml')];
  writeFileSync(platform, stringify(platformWithKeys(), { aliasDuplicateObjects: false }));
  if (!existsSync(ring)) run(['keys', 'create', '--all', '--ring', ring, '--platform', platform]);
  const config = join(work, `proxy-${tls ? 'tls' : 'plain'}-${callers ?? 'grants'}.yaml`);
  const document = configOf({ address, operations, work, upstream, tls });
  if (callers !== undefined) Object.assign(document.spec, await everything({ work, callers, spec: document.spec }));
  writeFileSync(config, stringify(document));
  const code = `console.log(${JSON.stringify(address)}); process.argv.splice(1, 0, ${JSON.stringify(program)}); await import(${JSON.stringify(program)});`;
  const proxy = await start(process.execPath, ['--input-type=module', '-e', code, '--', 'proxy', '--config', config]);
  await untilReady(operations);
  return Object.assign(proxy, { client: { token } });
}

function run(args) {
  execFileSync(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** The built-in platform as the docs show it, with a key domain of its own. */
function platformWithKeys() {
  const platform = parse(readFileSync(join(root, 'docs/reference/temporal-platform.yaml'), 'utf8'));
  const keyDomains = [{ id: 'kd-bench', namespace: 'bench', environment: place.environment, zone: place.region }];
  platform.spec.encryption = { deployment: 'bench', keyDomains };
  return platform;
}

function configOf({ address, operations, work, upstream, tls }) {
  const sha256 = createHash('sha256').update(token).digest('hex');
  const secure = { certificate: join(work, 'certificate.pem'), key: join(work, 'key.pem') };
  return {
    apiVersion,
    kind: 'Proxy',
    metadata: { name: 'bench' },
    spec: {
      platform: './platform.yaml',
      listen: { address, ...(tls && { tls: secure }) },
      operations: { address: operations },
      identities: [{ kind: 'static', name: 'tokens', place, tokens: [{ subject: 'bench', sha256, namespaces: ['bench'] }] }],
      upstreams: [{ ...place, addresses: [upstream.address] }],
      namespaces: [{ name: 'bench', owner: 'team-bench' }],
      keys: { ring: './ring.yaml', providers: [{ name: 'local', kind: 'local' }] },
      development: true,
    },
  };
}

/** A large policy with limits that no run meets, audit, revocations and the codec endpoint. The caller may do all in its namespace. */
async function everything({ work, callers, spec }) {
  const documents = join(work, `policy-${callers}`);
  mkdirSync(documents, { recursive: true });
  for (const [name, text] of policyTexts(callers)) writeFileSync(join(documents, name), text);
  const revoked = Array.from({ length: 20 }, (_, index) => ({ subject: `left-${index}@example.com`, reason: 'Left.', at }));
  writeFileSync(join(work, 'revocations.yaml'), stringify({ apiVersion, kind: 'Revocations', spec: { revoked } }));
  const [identity] = spec.identities;
  const tokens = identity.tokens.map((one) => ({ ...one, groups: ['group-4', 'group-8', 'everybody'] }));
  return {
    identities: [{ ...identity, callers, tokens }],
    access: { documents: [`./policy-${callers}`], revocations: './revocations.yaml' },
    audit: { sinks: [{ kind: 'file', path: `./audit-${callers}.jsonl` }] },
    rateLimits: { store: { kind: 'memory' } },
    codec: { address: `127.0.0.1:${await freePort()}`, origins: ['https://temporal.example.com'] },
  };
}

function policyTexts(callers) {
  const unmet = { namespaces: ['*'], requestsPerSecond: 1_000_000 };
  const rights = ['read', 'query', 'start', 'signal', 'terminate', 'operate', 'decode', ...(callers === 'people' ? [] : ['work'])];
  const { texts } = largePolicy({
    more: {
      roles: [{ name: 'everything', description: 'All that its team does.', allow: [{ rights }] }],
      grants: [{ role: 'everything', to: [{ subject: 'bench' }], namespaces: ['bench'] }],
      limits: { namespaces: [unmet], callers: [{ ...unmet, to: [{ callers }] }] },
    },
  });
  return texts;
}

async function untilReady(operations) {
  for (let tries = 0; tries < 1_200; tries += 1) {
    const answer = await fetch(`http://${operations}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return;
    await new Promise((resolve) => void setTimeout(resolve, 50));
  }
  throw new Error('the proxy did not get ready');
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => void server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => void server.close(resolve));
  return port;
}
