import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { start } from './targets.mjs';

const folder = import.meta.dirname;
const root = join(folder, '../../..');
const program = join(root, 'bin/temporal-platform.js');
const place = { environment: 'production', region: 'eu' };
const token = 'a-token-of-the-benchmark';

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

/** The whole proxy, as it is packed: authentication, translation, encryption and metrics on. */
async function startProxy({ work, upstream, tls }) {
  if (!existsSync(program)) return undefined;
  const [address, operations] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const [ring, platform] = [join(work, 'ring.yaml'), join(work, 'platform.yaml')];
  writeFileSync(platform, stringify(platformWithKeys(), { aliasDuplicateObjects: false }));
  if (!existsSync(ring)) run(['keys', 'create', '--all', '--ring', ring, '--platform', platform]);
  const config = join(work, `proxy-${tls ? 'tls' : 'plain'}.yaml`);
  writeFileSync(config, stringify(configOf({ address, operations, work, upstream, tls })));
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
    apiVersion: 'managed-temporal.dev/v1',
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

async function untilReady(operations) {
  for (let tries = 0; tries < 300; tries += 1) {
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
