import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { platformProgram } from '../../src/cli/platform-program.ts';
import { runCli, runPlatformCli } from '../support/cli.ts';
import { plainProxy, platformOf, proxyFolder } from '../support/proxy-files.ts';
import { recordingTerminal } from '../support/recording-terminal.ts';

test('--help names every command and goes to stdout', async () => {
  const { code, stdout, stderr } = await runPlatformCli(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const command of ['proxy', 'keys']) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
});

test.each([
  [['proxy'], "error USAGE  required option '--config <file>' not specified", 'proxy'],
  [['proxi'], "error USAGE  unknown command 'proxi'; did you mean proxy?", ''],
  [['proxy', '--config', 'a', 'b'], "error USAGE  too many arguments for 'proxy'. Expected 0 arguments but got 1.", 'proxy'],
])('%j is misuse, with a hint', async (args, headline, command) => {
  const words = ['temporal-platform', ...(command === '' ? [] : [command])].join(' ');
  expect(await runPlatformCli(args)).toEqual({
    code: 2,
    stdout: '',
    stderr: `${headline}\n  Run \`${words} --help\` for what there is. Nothing was written.`,
  });
});

test('proxy --json is for --check', async () => {
  const { code, stdout } = await runPlatformCli(['proxy', '--config', 'x', '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'USAGE', message: '--json is for --check' } });
});

test('proxy --check says what would be served, and what may not be meant', async () => {
  const file = await proxyFolder(
    plainProxy(({ namespaces }) => void namespaces.push({ name: 'films', owner: 'team-films', regions: ['us'] })),
  );
  const { code, stdout, stderr } = await runPlatformCli(['proxy', '--check', '--config', 'proxy.yaml'], { cwd: dirname(file) });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.split('\n')).toEqual([
    `${file} is right`,
    '',
    'listens on 127.0.0.1:0, in clear; operations on 127.0.0.1:0',
    'upstream   production/eu  127.0.0.1:7233, in clear',
    'identities tokens  static, in production/eu',
    'namespace  images  production/eu -> images-production-eu, in clear, team-images',
    'namespace  orders  production/eu -> orders-production-eu, in clear, team-orders',
    'note       spec.development is set: callers may come with what proves little',
    'note       grants decide alone: whoever is let near a namespace may do there all that is not the platform’s; spec.access names a policy',
    'note       callers send their credentials in clear; set spec.listen.tls unless something before this proxy ends TLS',
    'note       films is served nowhere: none of its places has an upstream here',
    'note       payloads of images pass in clear',
    'note       payloads of orders pass in clear',
  ]);
});

test('proxy --check --json is one document', async () => {
  const file = await proxyFolder(plainProxy());
  const { code, stdout } = await runPlatformCli(['proxy', '--check', '--json', '--config', file]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    config: file,
    listen: { address: '127.0.0.1:0', tls: false, clientCertificates: false },
    upstreams: [{ name: 'production/eu', addresses: ['127.0.0.1:7233'], tls: false, apiKey: false }],
    routes: [{ namespace: 'images', physical: 'images-production-eu' }, { namespace: 'orders' }],
    identities: [{ name: 'tokens', kind: 'static', environment: 'production', region: 'eu' }],
  });
});

test('a config that is not right ends with every place, as text and as a document', async () => {
  const file = await proxyFolder(plainProxy((spec) => void (spec.upstreams[0]!.region = 'mars')));
  const text = await runPlatformCli(['proxy', '--config', file]);
  expect(text).toMatchObject({ code: 2, stdout: '' });
  expect(text.stderr).toMatch(
    /^error PROXY_INVALID[^]*proxy\.yaml:\d+:\d+ {2}spec\.upstreams\.0\.region: mars is no region of the platform/,
  );
  const { code, stdout } = await runPlatformCli(['proxy', '--check', '--json', '--config', file]);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    error: { code: 'PROXY_INVALID', problems: [{ file, field: 'spec.upstreams.0.region', line: expect.any(Number) }] },
  });
});

test('proxy runs until it is told to end, reads its config again on SIGHUP, and writes JSON lines to stdout', async () => {
  const sha256 = createHash('sha256').update('secret').digest('hex');
  const file = await proxyFolder(
    plainProxy((spec) => Object.assign(spec.identities[0]!, { tokens: [{ subject: 'ada', sha256, namespaces: ['images'] }] })),
    platformOf(),
  );
  const terminal = recordingTerminal();
  const stop = new AbortController();
  let hangUp: (() => void) | undefined;
  const program = platformProgram({ onHangup: (listener) => void (hangUp = listener) });
  const running = runCli(['proxy', '--config', file], { terminal, signal: stop.signal }, program);
  const events = () => terminal.printed.map((line) => (JSON.parse(line) as { event: string }).event);
  await expect.poll(() => hangUp).toBeDefined();
  hangUp?.();
  await expect.poll(events).toContain('reloaded');
  stop.abort();
  expect((await running).code).toBe(0);
  expect(events().at(-1)).toBe('stopped');
  expect(terminal.said).toEqual([]);
}, 20_000);
