import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { wrapScript } from '../support/wrap-command.ts';

const token = 'the-very-secret-token';

/** Says what it was given; `wait` makes it stay until it is told to go. Since 1.6 the CLI starts extensions, and so does this one. */
const standIn = `#!/bin/sh
if [ "$1" = --version ]; then echo "temporal version \${STAND_IN_VERSION:-1.9.1} (Server 1.32.0, UI 2.54.1)"; exit 0; fi
if [ "$1" = wrap ]; then shift; exec temporal-wrap -o json "$@"; fi
if command -v "temporal-$1" >/dev/null 2>&1; then exec "temporal-$1" "$@"; fi
if command -v "temporal-$1-$2-$3" >/dev/null 2>&1; then exec "temporal-$1-$2-$3" "$@"; fi
for word in "$@"; do echo "arg $word"; done
/usr/bin/env | /bin/sed 's/^/env /'
case "$*" in *wait*) echo ready; trap 'echo told; exit 7' TERM; while :; do /bin/sleep 0.05; done;; esac
case "$*" in *exit-3*) exit 3;; *killed*) kill -KILL $$;; esac
`;

interface Scene {
  folder: string;
  env: NodeJS.ProcessEnv;
  start: (args: readonly string[], extra?: NodeJS.ProcessEnv) => ChildProcess;
  run: (args: readonly string[], extra?: NodeJS.ProcessEnv) => Promise<{ code: number | null; stdout: string; stderr: string }>;
}

async function scene(): Promise<Scene> {
  const spec = {
    ...builtinPlatform.spec,
    proxy: builtinPlatform.spec.proxy.map((entry) => ({ ...entry, address: 'proxy.example.com:7233', tls: {} })),
  };
  const folder = await temporaryFolder({
    'bin/temporal': standIn,
    'bin/temporal-foo': '#!/bin/sh\n/usr/bin/env | /bin/sed "s/^/env /"\n',
    'bin/temporal-workflow-list-extra': '#!/bin/sh\necho extension; /usr/bin/env | /bin/sed "s/^/env /"\n',
    'temporal-platform.yaml': stringify({ ...builtinPlatform, spec }, { aliasDuplicateObjects: false }),
    token,
    'wrap.yaml':
      'apiVersion: managed-temporal.dev/v1\nkind: WrapProfile\nspec: { platform: temporal-platform.yaml, environment: staging, region: eu, tokenFile: token, namespace: images }\n',
  });
  const script = await wrapScript();
  await writeFile(join(folder, 'bin/temporal-wrap'), `#!/bin/sh\nexec ${process.execPath} ${script} "$@"\n`);
  for (const name of ['temporal', 'temporal-foo', 'temporal-workflow-list-extra', 'temporal-wrap'])
    await chmod(join(folder, 'bin', name), 0o755);
  await chmod(join(folder, 'token'), 0o600);
  const env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, HOME: folder, MANAGED_TEMPORAL_PROFILE: join(folder, 'wrap.yaml') };
  const start: Scene['start'] = (args, extra = {}) => {
    const child = spawn(process.execPath, [script, ...args], { env: { ...env, ...extra }, stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };
  return { folder, env, start, run: async (args, extra) => await outcomeOf(start(args, extra)) };
}

async function outcomeOf(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const outcome = { stdout: '', stderr: '' };
  child.stdout?.on('data', (data: Buffer) => (outcome.stdout += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (outcome.stderr += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...outcome };
}

test('a call is written anew, and what is secret goes by environment only', async () => {
  const { run } = await scene();
  const { code, stdout } = await run(['-o', 'json', 'workflow', 'list', '-q', '--address'], {
    TEMPORAL_ADDRESS: 'evil:1',
    temporal_x: 'y',
  });
  const args = stdout.split('\n').filter((line) => line.startsWith('arg '));
  expect(code).toBe(0);
  expect(args.map((line) => line.slice(4))).toEqual([
    'workflow',
    'list',
    '--address=proxy.example.com:7233',
    '--tls=true',
    '--disable-config-file',
    '--env-file',
    '/dev/null',
    '--namespace=images',
    '--output=json',
    '--query=--address',
  ]);
  const variables = stdout.split('\n').filter((line) => /^env temporal_/i.test(line));
  expect(variables).toEqual([`env TEMPORAL_API_KEY=${token}`]);
  expect(stdout).toContain('env PATH=\n');
});

test.each([
  ['an extension', ['foo', '--address', 'x']],
  ['an extension below a command of the CLI', ['workflow', 'list', 'extra']],
  ['help', ['workflow', 'list', '--help']],
  ['completion', ['__complete', 'workflow', '']],
  ['a server of one’s own', ['server', 'start-dev']],
  ['presets', ['env', 'list']],
])('%s gets no token, no address and no namespace', async (_title, args) => {
  const { run } = await scene();
  const { code, stdout, stderr } = await run(args, { TEMPORAL_API_KEY: 'inherited', TEMPORAL_ADDRESS: 'evil:1' });
  expect(code).toBe(0);
  expect(stdout + stderr).not.toMatch(/the-very-secret|env TEMPORAL_|proxy\.example\.com|images/);
});

test('`temporal wrap` works too: known flags arrive in front of the command', async () => {
  const { folder, env } = await scene();
  const { code, stdout } = await outcomeOf(spawn(join(folder, 'bin/temporal'), ['wrap', 'workflow', 'list', '--limit', '3'], { env }));
  expect(code).toBe(0);
  expect(stdout).toContain('arg --output=json\narg --limit=3\n');
  expect(stdout).toContain(`env TEMPORAL_API_KEY=${token}`);
});

test('exit codes are the child’s; a signal is 128 and its number', async () => {
  const { run } = await scene();
  expect(await run(['workflow', 'list', '-q', 'exit-3'])).toMatchObject({ code: 3 });
  expect(await run(['workflow', 'list', '-q', 'killed'])).toMatchObject({ code: 137 });
});

test.each(['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGKILL'] as const)('after %s nothing lives on', async (signal) => {
  const { start } = await scene();
  const child = start(['workflow', 'list', '-q', 'wait']);
  let text = '';
  child.stdout?.on('data', (data: Buffer) => (text += data.toString()));
  await expect.poll(() => text, { timeout: 10_000 }).toContain('ready');
  const inner = Number((await readFile(`/proc/${child.pid ?? 0}/task/${child.pid ?? 0}/children`, 'utf8')).trim().split(' ').at(-1));
  const seen = await readFile(`/proc/${inner}/cmdline`, 'utf8');
  expect(seen).toContain('workflow');
  expect(seen).not.toContain(token);
  child.kill(signal);
  const [code] = (await once(child, 'close')) as [number | null];
  const codes = { SIGTERM: 7, SIGHUP: 129, SIGINT: 130, SIGKILL: null };
  expect(code).toBe(codes[signal]);
  await expect.poll(async () => await readFile(`/proc/${inner}/stat`, 'utf8').catch(() => 'gone')).toMatch(/^gone$|\) Z /);
});

test('whoever is asked whether it is a CLI does not live on either', async () => {
  const { folder, start } = await scene();
  await writeScript(join(folder, 'bin/temporal'), 'echo $$ > "$HOME/asked"; exec /bin/sleep 100');
  const child = start(['workflow', 'list']);
  const asked = async () => (await readFile(join(folder, 'asked'), 'utf8').catch(() => '')).trim();
  await expect.poll(asked, { timeout: 10_000 }).toMatch(/^\d+$/);
  const outcome = outcomeOf(child);
  child.kill('SIGTERM');
  expect(await outcome).toMatchObject({ code: 130, stderr: expect.stringContaining('INTERRUPTED') as string });
  const state = await readFile(`/proc/${await asked()}/stat`, 'utf8').catch(() => 'gone');
  expect(state).toMatch(/^gone$|\) Z /);
});

test.each([
  [
    'a link to this tool',
    async (folder: string) => await symlink(join(process.cwd(), 'bin/temporal-wrap.js'), join(folder, 'first/temporal')),
    /^$/,
  ],
  [
    'a script that starts this tool',
    async (folder: string) => await writeScript(join(folder, 'first/temporal'), 'exec temporal-wrap "$@"'),
    /this is temporal-wrap/,
  ],
  [
    'something else',
    async (folder: string) => await writeScript(join(folder, 'first/temporal'), 'echo hello'),
    /it is not the Temporal CLI: hello/,
  ],
  [
    'a CLI that is too old',
    async (folder: string) => await writeScript(join(folder, 'first/temporal'), 'echo "temporal version 1.3.0 (Server 1.27.1, UI 2)"'),
    /is version 1\.3\.0/,
  ],
])('a `temporal` on PATH that is %s', async (_title, plant, reason) => {
  const { folder, env, run } = await scene();
  await mkdir(join(folder, 'first'));
  await plant(folder);
  const { code, stderr } = await run(['workflow', 'list'], { PATH: `${join(folder, 'first')}:${env['PATH'] ?? ''}` });
  expect(stderr).toMatch(reason);
  expect(code).toBe(stderr === '' ? 0 : 2);
});

test('what is refused runs nothing', async () => {
  const { run } = await scene();
  const { code, stdout, stderr } = await run(['workflow', 'list', '--address=evil:1', '--tls']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/WRAP_REFUSED[^]*--address[^]*--tls/);
});

test('a token file that others can read is refused', async () => {
  const { folder, run } = await scene();
  await chmod(join(folder, 'token'), 0o644);
  expect(await run(['workflow', 'list'])).toMatchObject({ code: 3, stderr: expect.stringContaining('can be read by others') as string });
});

test('a changed platform file is read again, and a changed CLI proved again', async () => {
  const { folder, run } = await scene();
  await run(['workflow', 'list']);
  const path = join(folder, 'temporal-platform.yaml');
  await writeFile(path, (await readFile(path, 'utf8')).replaceAll('proxy.example.com', 'other.example.com'));
  expect(await run(['workflow', 'list'])).toMatchObject({ stdout: expect.stringContaining('other.example.com') as string });
  expect(await run(['--region', 'us', 'workflow', 'list'])).toMatchObject({ code: 0 });
  await writeScript(join(folder, 'bin/temporal'), 'echo "temporal version 1.0.0 (Server 1.20.0, UI 2)"');
  expect(await run(['workflow', 'list'])).toMatchObject({ code: 2 });
});

async function writeScript(path: string, text: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
}
