import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { nodeProcesses, type RunResult } from '../../src/adapters/processes.ts';
import { makeCertificates } from './certificates.ts';
import { audience } from './issuer.ts';
import { clientId, resource } from './login-client.ts';
import { watched, type LoginProcess } from './login-processes.ts';
import { startPersonProvider, type PersonProvider } from './person-provider.ts';
import { place, platformFile, physicalName, type ProxyFile } from './proxy-config.ts';
import { startUpstream, type UpstreamServer } from './proxy-upstream.ts';
import { startProxy, type ProxyProcess } from './proxy.ts';
import { freshUser } from './user.ts';
import { webPerson } from './web-person.ts';

/** A company as its people meet it: their provider, the packed tools, the proxy over TLS, a real server. */
export interface AccessWorld {
  server: UpstreamServer;
  provider: PersonProvider;
  proxy: ProxyProcess;
  person: (name: string) => Promise<Person>;
  /** Runs `temporal-platform` as the platform team does. */
  platform: (...args: readonly string[]) => Promise<RunResult>;
  config: string;
  /** Events in the file that the proxy writes them to. */
  audit: () => Promise<unknown[]>;
  close: () => Promise<void>;
}

/** Somebody with a home and a profile, who uses `temporal-wrap`. */
export interface Person {
  start: (...args: readonly string[]) => LoginProcess;
  wrap: (...args: readonly string[]) => Promise<{ code: number | null; output: string }>;
  /** At the provider's pages, on any device. */
  enterCode: (address: string, code: string) => Promise<string>;
}

export interface AccessWorldInput {
  binary: string;
  tarball: string;
  folder: string;
  /** The company's own policy, beside the golden worker's `config/namespace.yaml`. */
  policy: object;
  groupsOf: (person: string) => readonly string[];
}

const golden = join(import.meta.dirname, '../golden/workers/python-tier-1-eu/config/namespace.yaml');
const nobody = { apiVersion: 'managed-temporal.dev/v1', kind: 'Revocations', spec: { revoked: [] } };
const namespaces = ['images', 'payroll'];

export async function startAccessWorld(input: AccessWorldInput): Promise<AccessWorld> {
  const { folder, binary, groupsOf } = input;
  const at = (...names: string[]) => join(folder, ...names);
  const closing: (() => Promise<unknown>)[] = [];
  const bin = await install(input);
  makeCertificates(folder);
  const provider = await startPersonProvider({ groupsOf });
  closing.push(() => provider.close());
  const server = await startUpstream({ binary, database: at('temporal.db'), namespaces: namespaces.map(physicalName) });
  closing.push(() => server.close());
  await writeDocuments(folder, input.policy);
  const proxy = await startProxy({
    upstream: server.address,
    namespaces,
    command: [join(bin, 'temporal-platform')],
    change: (file) => guarded(file, provider.issuer, folder),
  });
  closing.push(() => proxy.close());
  const platform = platformFile({ upstream: server.address, namespaces });
  const reached = { address: proxy.address, tls: { certificateAuthorities: './ca.crt' } };
  platform.spec.proxy = platform.spec.proxy.map((entry) => ({ ...entry, ...reached }));
  platform.spec.login = {
    issuer: provider.issuer,
    clientId,
    audience,
    resource,
    scopes: ['openid', 'profile', 'email', 'offline_access', 'groups'],
  };
  await writeFile(at('temporal-platform.yaml'), textOf(platform));
  return {
    server,
    provider,
    proxy,
    config: join(proxy.folder, `proxy-${proxy.address.split(':')[1]}.yaml`),
    person: async (name) => await makePerson(name, { folder, binary, bin }),
    platform: async (...args) => await nodeProcesses.run(join(bin, 'temporal-platform'), args, { cwd: folder, env: freshUser(folder) }),
    async audit() {
      const lines = (await readFile(at('audit.jsonl'), 'utf8')).split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as unknown);
    },
    async close() {
      for (const end of closing.toReversed()) await end();
    },
  };
}

/** The package as npm would publish it; returns the folder of its commands. */
async function install({ tarball, folder }: AccessWorldInput): Promise<string> {
  const args = ['install', '--prefix', folder, '--offline', '--no-audit', '--no-fund', tarball];
  const { exitCode, stderr } = await nodeProcesses.run('npm', args, { cwd: folder, env: freshUser(folder) });
  if (exitCode !== 0) throw new Error(stderr);
  return join(folder, 'node_modules/.bin');
}

async function writeDocuments(folder: string, policy: object): Promise<void> {
  const images = join(folder, 'policies/images');
  await mkdir(images, { recursive: true });
  await cp(golden, join(images, 'namespace.yaml'));
  await writeFile(join(folder, 'policies/company.yaml'), textOf(policy));
  await writeFile(join(folder, 'revocations.yaml'), textOf(nobody));
}

function guarded(file: ProxyFile, issuer: string, folder: string): ProxyFile {
  const at = (name: string) => join(folder, name);
  return {
    ...file,
    spec: {
      ...file.spec,
      listen: { ...file.spec.listen, tls: { certificate: at('server.crt'), key: at('server.key') } },
      identities: [
        { kind: 'jwt', name: 'people', issuer, audiences: [audience], subjectClaim: 'email', place, grants: [{ subject: '*' }] },
      ],
      namespaces: [
        { name: 'images', owner: 'team-images' },
        { name: 'payroll', owner: 'team-people' },
      ],
      access: { documents: [at('policies')], revocations: at('revocations.yaml') },
      audit: { sinks: [{ kind: 'file', path: at('audit.jsonl') }], whenFailing: 'refuse' },
    },
  };
}

async function makePerson(name: string, { folder, binary, bin }: { folder: string; binary: string; bin: string }): Promise<Person> {
  const home = join(folder, 'homes', name);
  const profile = {
    apiVersion: 'managed-temporal.dev/v1',
    kind: 'WrapProfile',
    spec: { platform: join(folder, 'temporal-platform.yaml'), ...place },
  };
  await mkdir(join(home, '.config/managed-temporal'), { recursive: true });
  await writeFile(join(home, '.config/managed-temporal/wrap.yaml'), textOf(profile));
  const env = { ...process.env, ...freshUser(home), TEMPORAL_CLI: binary };
  const start: Person['start'] = (...args) =>
    watched(spawn(join(bin, 'temporal-wrap'), args, { env, cwd: home, stdio: ['ignore', 'pipe', 'pipe'] }));
  return {
    start,
    async wrap(...args) {
      const call = start(...args);
      const { code } = await call.ended;
      return { code, output: call.output() };
    },
    async enterCode(address, code) {
      return (await webPerson({ login: name, password: 'any', user_code: code }).visit(address)).text;
    },
  };
}

/** The tool's own files take no aliases. */
function textOf(document: object): string {
  return stringify(document, { aliasDuplicateObjects: false });
}
