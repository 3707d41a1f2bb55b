import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

const place = { environment: 'production', region: 'eu' };
const apiVersion = 'managed-temporal.dev/v1';
export const physical = 'images-production-eu';
export const tokens = { live: 'token-of-live-callers', backfill: 'token-of-the-backfill' };

/** A proxy of one namespace with a limit, in which one of two callers is backfill. */
export function writeConfig(work, { server, proxy, operations, limit }) {
  const documents = {
    'platform.yaml': platformBefore(server),
    'policy.yaml': { apiVersion, kind: 'Policy', metadata: { name: 'bench' }, spec: policyWith(limit) },
    'proxy.yaml': { apiVersion, kind: 'Proxy', metadata: { name: 'bench' }, spec: proxyOn({ proxy, operations }) },
  };
  for (const [name, document] of Object.entries(documents))
    writeFileSync(join(work, name), stringify(document, { aliasDuplicateObjects: false }));
}

function platformBefore(server) {
  const platform = parse(readFileSync(join(import.meta.dirname, '../../docs/reference/temporal-platform.yaml'), 'utf8'));
  const here = { ...place, address: `127.0.0.1:${server}` };
  platform.spec.temporal = platform.spec.temporal.map((target) =>
    target.environment === place.environment && target.region === place.region ? here : target,
  );
  return platform;
}

function policyWith(limit) {
  const rights = ['read', 'query', 'start', 'signal', 'terminate', 'operate', 'work', 'decode'];
  return {
    roles: [{ name: 'all', description: 'Everything.', allow: [{ rights }] }],
    grants: [{ role: 'all', to: [{ callers: 'services' }], namespaces: ['images'] }],
    backfill: [{ to: [{ subject: 'backfill' }], namespaces: ['images'] }],
    limits: { namespaces: [{ namespaces: ['images'], ...limit }] },
  };
}

function proxyOn({ proxy, operations }) {
  const callers = Object.entries(tokens).map(([subject, token]) => {
    return { subject, sha256: createHash('sha256').update(token).digest('hex'), namespaces: ['images'] };
  });
  return {
    platform: './platform.yaml',
    listen: { address: `127.0.0.1:${proxy}` },
    operations: { address: `127.0.0.1:${operations}` },
    identities: [{ kind: 'static', name: 'tokens', place, tokens: callers }],
    upstreams: [place],
    namespaces: [{ name: 'images', owner: 'team-images', encryption: 'off' }],
    access: { documents: ['./policy.yaml'] },
    development: true,
  };
}

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => void server.close(resolve));
  return port;
}
