import { chmodSync, chownSync, lchownSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { otherWriters } from '../../src/adapters/other-writers.ts';
import { nodePrivateFiles } from '../../src/adapters/private-files.ts';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import type { Platform } from '../../src/domain/platform.ts';
import { ToolError } from '../../src/errors/tool-error.ts';
import { tooOld } from '../../src/wrap/cli-version.ts';
import { openMemory } from '../../src/wrap/memory.ts';
import { resolvePlace, type Place, type PlaceInput } from '../../src/wrap/place.ts';
import { planCall } from '../../src/wrap/plan.ts';
import { readPlace } from '../../src/wrap/read-place.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeWith } from '../support/tools.ts';

const login = { issuer: 'https://sso.example.com', clientId: 'cli' };

function platform(entry: Partial<Platform['proxy'][number]> = {}, changes: Partial<Platform> = {}): Platform {
  const { spec } = builtinPlatform;
  return {
    ...spec,
    login,
    proxy: spec.proxy.map((proxy) => ({ ...proxy, address: 'proxy.example.com:443', tls: {}, ...entry })),
    ...changes,
  };
}

function resolved(changes: Partial<PlaceInput> = {}): Place | string {
  const profile = { platform: 'p.yaml', environment: 'staging', region: 'eu' };
  try {
    return resolvePlace({ profile, platform: platform(), folders: { profile: '/profile', platform: '/platform' }, wish: {}, ...changes });
  } catch (error) {
    if (error instanceof ToolError) return `${error.code} ${error.message}`;
    throw error;
  }
}

test.each<[string, Partial<PlaceInput>, object | string]>([
  ['the profile’s', {}, { environment: 'staging', region: 'eu', address: 'proxy.example.com:443', tls: {} }],
  ['a flag’s', { wish: { environment: 'production', region: 'us' } }, { environment: 'production', region: 'us' }],
  ['an unknown one', { wish: { environment: 'qa' } }, expect.stringMatching(/PLACE_UNKNOWN there is no environment qa/) as string],
  ['none', { profile: { platform: 'p.yaml', region: 'eu' } }, expect.stringMatching(/PLACE_UNKNOWN no environment is chosen/) as string],
  ['one without a login', { platform: platform({}, { login: undefined }) }, expect.stringMatching(/no spec\.login/) as string],
  [
    'one in clear',
    { platform: platform({ tls: undefined }) },
    expect.stringMatching(/proxy\.example\.com:443 is reached in clear/) as string,
  ],
  ['one in clear on this machine', { platform: platform({ tls: undefined, address: '127.0.0.1:7233' }) }, { tls: undefined }],
  [
    'a codec endpoint in clear',
    { platform: platform({ codecEndpoint: 'http://codec.example.com/x' }) },
    /codec\.example\.com is reached in clear/,
  ],
  [
    'one for people',
    { platform: platform({ tls: undefined, people: { address: 'p:1', tls: { certificateAuthorities: 'ca.crt' } } }) },
    { address: 'p:1', tls: { certificateAuthorities: '/platform/ca.crt' } },
  ],
  [
    'a token file',
    { profile: { platform: 'p', environment: 'staging', region: 'eu', tokenFile: 't' }, platform: platform({ tls: undefined }) },
    { credential: { kind: 'token-file', path: '/profile/t' } },
  ],
])('the proxy is %s', (_title, changes, expected) => {
  const place = resolved(changes);
  expect({ place }).toMatchObject({ place: expected });
});

test('the audience of a login is the platform file’s, else the proxy’s', () => {
  expect(audienceOf({})).toBe('temporal-proxy');
  expect(audienceOf({ platform: platform({ audience: 'of-the-proxy' }) })).toBe('of-the-proxy');
  expect(audienceOf({ platform: platform({ audience: 'of-the-proxy' }, { login: { ...login, audience: 'named' } }) })).toBe('named');
});

function audienceOf(changes: Partial<PlaceInput>): string {
  const place = resolved(changes);
  return typeof place === 'object' && place.credential.kind === 'login' ? place.credential.target.audience : 'none';
}

test.each([
  ['1.5.1', '1.29.1', false],
  ['1.4.0', undefined, false],
  ['1.10.0', undefined, false],
  ['1.3.9', '1.27.1', true],
  ['0.13.2', undefined, true],
  ['0.0.0-DEV', '1.29.1', false],
  ['0.0.0-DEV', '1.27.4', true],
  ['0.0.0-DEV', undefined, true],
  ['nonsense', undefined, true],
])('CLI %s with server %s is too old: %s', (version, server, expected) => {
  expect(tooOld({ version, server }) !== undefined).toBe(expected);
});

test('in clear, a web proxy of the environment is left out; a codec endpoint is shown the token', () => {
  const call = { kind: 'call', path: ['workflow', 'list'], flags: [], positionals: [] } as const;
  const place: Place = { environment: 'e', region: 'r', address: 'a:1', tls: undefined, credential: { kind: 'token-file', path: '/t' } };
  const env = { https_proxy: 'http://web:1', Path: '/bin', TEMPORAL_TLS: 'x' };
  const plan = (changes: Partial<Place>) => planCall({ call, place: { ...place, ...changes }, token: 't', env, emptyFile: '/dev/null' });
  expect(plan({}).env).toEqual({ Path: '', TEMPORAL_API_KEY: 't', MANAGED_TEMPORAL_DEPTH: '1' });
  const { args, env: withCodec } = plan({ tls: {}, codecEndpoint: 'https://codec/{namespace}' });
  expect(args).toContain('--codec-endpoint=https://codec/{namespace}');
  expect(withCodec).toMatchObject({ https_proxy: 'http://web:1', TEMPORAL_CODEC_AUTH: 'Bearer t' });
});

test.each([
  { path: ['workflow', 'list'], positionals: [], expected: ['--namespace=images'] },
  { path: ['operator', 'namespace', 'describe'], positionals: [], expected: ['--namespace=images'] },
  { path: ['operator', 'namespace', 'describe'], positionals: ['payroll'], expected: [] },
])('$path $positionals: the namespace of the profile is given where the command line names none', ({ path, positionals, expected }) => {
  const credential = { kind: 'token-file', path: '/t' } as const;
  const place: Place = { environment: 'e', region: 'r', address: 'a:1', tls: undefined, credential, namespace: 'images' };
  const { args } = planCall({ call: { kind: 'call', path, flags: [], positionals }, place, token: 't', env: {}, emptyFile: '/dev/null' });
  expect(args.filter((arg) => arg.startsWith('--namespace'))).toEqual(expected);
});

test.each([
  ['not JSON', '{', true],
  ['of another version', '{"version":"2","places":{},"clis":{"/x":"mark"}}', true],
  ['not private', '{"version":"1","places":{},"clis":{"/x":"mark"}}', false],
])('a memory that is %s is none', (_title, text, isPrivate) => {
  const files = { readPrivate: () => ({ text, isPrivate, isMounted: false }), replacePrivate: () => undefined };
  const memory = openMemory({ path: '/m', files, makeFolder: () => undefined, fingerprint: () => 'mark', version: '1' });
  expect(memory.isKnownCli('/x')).toBe(false);
  memory.keepCli('/x');
  expect(memory.isKnownCli('/x')).toBe(true);
});

/** A profile and the platform file it names, each in a folder of its own; neither is valid beyond that. */
async function ownFiles() {
  const spec = { platform: '../../company/platform.yaml', environment: 'staging', region: 'eu' };
  const folder = await temporaryFolder({
    'company/platform.yaml': 'kind: Platform',
    'home/config/wrap.yaml': stringify({ apiVersion: builtinPlatform.apiVersion, kind: 'WrapProfile', spec }),
  });
  const at = (path: string) => join(folder, path);
  return {
    at,
    read: (path = 'home/config/wrap.yaml') => readPlace({ profilePath: at(path), files: nodePrivateFiles, otherWriters, wish: {} }),
  };
}

describeWith(['root'], 'a file that says where the token goes', () => {
  test.each([
    { path: 'home/config/wrap.yaml', mode: 0o666, says: /profile \S+wrap\.yaml can be changed by everybody on this machine, who .*\n?/ },
    { path: 'home/config', mode: 0o777, says: /profile \S+ can be changed by everybody on this machine through \S+\/home\/config, / },
    { path: 'home', mode: 0o777, says: /through \S+\/home, / },
    { path: 'company', mode: 0o777, says: /platform file \S+ can be changed by everybody on this machine through \S+\/company, / },
    { path: 'company/platform.yaml', mode: 0o666, says: /platform file \S+platform\.yaml can be changed by everybody/ },
    { path: 'home/config/wrap.yaml', mode: 0o664, group: 100, says: /profile \S+ can be changed by a group, / },
    { path: 'home/config', mode: 0o775, group: 100, says: /profile \S+ can be changed by a group through \S+\/home\/config, / },
    { path: 'home', mode: 0o1777, user: 1, says: /profile \S+ can be changed by another user through \S+\/home, / },
    { path: 'home/config', mode: 0o755, user: 1, says: /profile \S+ can be changed by another user through \S+\/home\/config, / },
    { path: 'home/config/wrap.yaml', mode: 0o600, user: 1, says: /profile \S+ can be changed by another user, / },
  ])('is not taken where $path is open: $says', async ({ path, mode, user = 0, group = 0, says }) => {
    const { at, read } = await ownFiles();
    chownSync(at(path), user, group);
    chmodSync(at(path), mode);
    expect(read).toThrow(says);
  });

  test.each([
    { path: 'home/config/wrap.yaml', mode: 0o664 },
    { path: 'home/config', mode: 0o775 },
    { path: 'home', mode: 0o1777 },
    { path: 'home', mode: 0o755, user: 65_534, group: 65_534 },
    { path: 'company', mode: 0o775, user: 1, group: 100 },
  ])('is taken while who may change $path is the owner alone, or trusted', async ({ path, mode, user = 0, group = 0 }) => {
    const { at, read } = await ownFiles();
    chownSync(at(path), user, group);
    chmodSync(at(path), mode);
    expect(read).toThrow(/platform\.yaml is not a valid platform file/);
  });

  test('is judged where a link is and where it leads', async () => {
    const { at, read } = await ownFiles();
    mkdirSync(at('links'));
    symlinkSync(at('home/config/wrap.yaml'), at('links/wrap.yaml'));
    writeFileSync(at('home/config/wrap.yaml'), readFileSync(at('home/config/wrap.yaml'), 'utf8').replace('../../company', at('company')));
    expect(() => read('links/wrap.yaml')).toThrow(/is not a valid platform file/);
    chmodSync(at('links'), 0o777);
    expect(() => read('links/wrap.yaml')).toThrow(/through \S+\/links, /);
    chmodSync(at('links'), 0o755);
    chmodSync(at('home/config'), 0o777);
    expect(() => read('links/wrap.yaml')).toThrow(/through \S+\/home\/config, /);
  });

  test('is taken from a volume of Kubernetes, whose folder has all bits', async () => {
    const { at, read } = await ownFiles();
    mkdirSync(at('volume/..data'), { recursive: true });
    writeFileSync(at('volume/..data/wrap.yaml'), readFileSync(at('home/config/wrap.yaml'), 'utf8').replace('../../company', at('company')));
    symlinkSync('..data/wrap.yaml', at('volume/wrap.yaml'));
    chmodSync(at('volume'), 0o777);
    expect(() => read('volume/wrap.yaml')).toThrow(/is not a valid platform file/);
    lchownSync(at('volume/wrap.yaml'), 1, 1);
    expect(() => read('volume/wrap.yaml')).toThrow(/through \S+\/volume, /);
  });
});
