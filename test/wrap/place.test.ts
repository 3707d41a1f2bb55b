import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
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
  const files = { readPrivate: () => ({ text, isPrivate, isOpenToAll: false, isMounted: false }), replacePrivate: () => undefined };
  const memory = openMemory({ path: '/m', files, makeFolder: () => undefined, fingerprint: () => 'mark', version: '1' });
  expect(memory.isKnownCli('/x')).toBe(false);
  memory.keepCli('/x');
  expect(memory.isKnownCli('/x')).toBe(true);
});

test.skipIf(process.platform === 'win32')(
  'a profile or platform file that everybody may change is not taken: it says where the token goes',
  async () => {
    const folder = await temporaryFolder();
    const [profilePath, platformPath] = [join(folder, 'wrap.yaml'), join(folder, 'platform.yaml')];
    writeFileSync(platformPath, 'kind: Platform');
    const spec = { platform: 'platform.yaml', environment: 'staging', region: 'eu' };
    writeFileSync(profilePath, stringify({ apiVersion: builtinPlatform.apiVersion, kind: 'WrapProfile', spec }));
    const read = () => readPlace({ profilePath, files: nodePrivateFiles, wish: {} });
    for (const path of [profilePath, platformPath]) {
      chmodSync(path, 0o666);
      expect(read).toThrow(`${path} can be changed by everybody on this machine`);
      chmodSync(path, 0o664);
    }
    expect(read).toThrow(`${platformPath} is not a valid platform file`);
  },
);
