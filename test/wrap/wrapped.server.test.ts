import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith, requireTool } from '../support/tools.ts';
import { wrapScript } from '../support/wrap-command.ts';
import { startWrapWorld, type WrapWorld } from '../support/wrap-world.ts';

const inBase64 = Buffer.from('"secret"').toString('base64');
const binary = requireTool('temporal') ?? '';

describeWith(['temporal', 'openssl'], 'the official CLI through the proxy', () => {
  let world: WrapWorld;
  let folder: string;
  let script: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wrap-world-'));
    script = await wrapScript();
    world = await startWrapWorld(binary, folder);
  });
  afterAll(async () => {
    await world?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const environment = (extra: NodeJS.ProcessEnv = {}) => ({
    PATH: process.env['PATH'],
    TEMPORAL_CLI: binary,
    HOME: join(folder, 'home'),
    MANAGED_TEMPORAL_PROFILE: world.profile,
    ...extra,
  });
  const wrap = async (args: readonly string[], extra: NodeJS.ProcessEnv = {}) =>
    await run([process.execPath, script, ...args, '--client-connect-timeout=10s'], environment(extra));
  const start = async (id: string) => await wrap(['workflow', 'start', '--type', 'Wait', '-t', 'none', '-w', id, '-i', '"secret"']);

  test('starts, lists, describes, shows and ends a run, whose input is sealed on its way', async () => {
    expect(await start('one')).toMatchObject({ code: 0 });
    expect(await wrap(['workflow', 'describe', '-w', 'one', '-ojson'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"one"') as string,
    });
    const shown = await wrap(['workflow', 'show', '--workflow-id', 'one', '--output', 'json']);
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining(inBase64) as string });
    const stored = await world.server.client.workflow.getHandle('one').fetchHistory();
    expect(JSON.stringify(stored)).not.toContain(inBase64);
    await expect.poll(async () => (await wrap(['workflow', 'list'])).stdout).toContain('one');
    expect(await wrap(['workflow', 'terminate', '-w', 'one', '--reason', 'done'])).toMatchObject({ code: 0 });
    expect(await wrap(['operator', 'namespace', 'list'])).toMatchObject({ code: 0, stdout: expect.stringContaining('images') as string });
  });

  test('a question is asked on the terminal, and answered there', async () => {
    await start('two');
    const command = `${process.execPath} ${script} workflow terminate --query 'WorkflowId="two"' --reason over`;
    await expect.poll(async () => (await wrap(['workflow', 'count', '-q', 'WorkflowId="two"'])).stdout).toContain('1');
    const terminal = await run(['script', '-qec', command, '/dev/null'], environment(), 'n\n');
    expect(terminal.stdout).toMatch(/y\/N|yes/i);
    expect(terminal.code).not.toBe(0);
    const agreed = await run(['script', '-qec', command, '/dev/null'], environment(), 'y\n');
    expect(agreed).toMatchObject({ code: 0 });
  });

  test('what the wrapper holds opens the proxy only: the server itself refuses it', async () => {
    const direct = ['workflow', 'list', '--address', world.guarded, '--namespace', 'images-production-eu', '--client-connect-timeout=3s'];
    const tls = ['--tls-ca-path', world.authorities];
    const env = { PATH: process.env['PATH'], HOME: join(folder, 'nobody'), TEMPORAL_API_KEY: world.token };
    expect(await run([binary, ...direct, ...tls], env)).not.toMatchObject({ code: 0 });
    expect(await run([binary, ...direct, '--tls=false'], env)).not.toMatchObject({ code: 0 });
  });

  test('the exit code is the CLI’s, and errors are as it prints them', async () => {
    const missing = await wrap(['workflow', 'describe', '-w', 'nobody']);
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toMatch(/not found/i);
  });

  test.each<[string, NodeJS.ProcessEnv]>([
    ['address', { TEMPORAL_ADDRESS: '127.0.0.1:1' }],
    ['environment', { TEMPORAL_ENV: 'evil', TEMPORAL_ENV_FILE: '/nonexistent' }],
    ['profile', { TEMPORAL_PROFILE: 'evil', TEMPORAL_CONFIG_FILE: '/nonexistent' }],
    ['authorization', { TEMPORAL_GRPC_META_AUTHORIZATION: 'Bearer x' }],
    ['TLS', { TEMPORAL_TLS: 'false', TEMPORAL_TLS_CA: '/nonexistent', TEMPORAL_TLS_SERVER_NAME: 'evil' }],
    ['key', { TEMPORAL_API_KEY: 'x', TEMPORAL_NAMESPACE: 'evil' }],
  ])('an inherited %s changes nothing', async (_title, extra) => {
    expect(await wrap(['workflow', 'list'], extra)).toMatchObject({ code: 0 });
  });

  test('presets of the plain CLI cannot send the token elsewhere', async () => {
    const home = join(folder, 'home-with-presets');
    const yaml = 'env:\n  default:\n    address: 127.0.0.1:1\n    tls: "false"\n    api-key: x\n    grpc-meta: authorization=x\n';
    const toml = '[profile.default]\naddress = "127.0.0.1:1"\napi_key = "x"\n';
    for (const [name, text] of Object.entries({ 'temporal.yaml': yaml, 'temporal.toml': toml })) {
      for (const base of [join(home, '.config/temporalio'), join(home, 'xdg/temporalio')]) {
        await mkdir(base, { recursive: true });
        await writeFile(join(base, name), text);
      }
    }
    const env = { HOME: home, XDG_CONFIG_HOME: join(home, 'xdg') };
    const plain = await run([binary, 'workflow', 'list', '--client-connect-timeout=2s'], { PATH: process.env['PATH'], ...env });
    expect(plain.stderr, 'the presets work where nothing holds them off').toContain('127.0.0.1:1');
    expect(await wrap(['workflow', 'list'], env)).toMatchObject({ code: 0 });
  });
});

interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

async function run([command, ...args]: readonly [string, ...string[]], env: NodeJS.ProcessEnv, input = ''): Promise<Outcome> {
  const child = spawn(command, args, { env, cwd: dirname(process.execPath) });
  const outcome = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (outcome.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (outcome.stderr += data.toString()));
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...outcome };
}
