import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Attempt, ExpectedEvent, Scene } from './attempt.ts';
import type { WrappedCli } from './wrapped-cli.ts';
import { subjectOf } from './intruders.ts';

interface CommandAttempt {
  readonly name: string;
  readonly args: (scene: Scene) => readonly string[];
  readonly env?: (wrapped: WrappedCli) => NodeJS.ProcessEnv;
}

function command({ name, args, env }: CommandAttempt, outcome: Pick<Attempt, 'status' | 'event'>): Attempt {
  return {
    name: `the CLI: ${name}`,
    async make(scene) {
      const { wrapped } = scene.world;
      const { code, text } = await wrapped.run(args(scene), env?.(wrapped));
      return { status: code, shown: Buffer.from(text) };
    },
    ...outcome,
    check: nothingLeaked,
  };
}

async function nothingLeaked({ world: { wrapped } }: Scene): Promise<void> {
  if (wrapped.connections() > 0) throw new Error('it has gone elsewhere');
  const caught = await readFile(wrapped.caught, 'utf8').catch(() => '');
  if (caught.includes(wrapped.token)) throw new Error('an extension has got the token');
}

/** Exit code 2, and nobody is asked anything. */
const refused = (name: string, args: (elsewhere: string) => readonly string[]): Attempt =>
  command({ name, args: ({ world }) => args(world.wrapped.elsewhere) }, { status: 2, event: undefined });

const subject = subjectOf('owner');
const start = ({ world }: Scene) => [
  'workflow',
  'start',
  '--type',
  'Pay',
  '-t',
  'nobody',
  '-w',
  world.newId(),
  '--client-connect-timeout=5s',
];
const started: ExpectedEvent = { decision: 'allowed', method: 'StartWorkflowExecution', subject };

/** The call is made as the person who is logged in, to the proxy, as if the environment were empty. */
const unheeded = (name: string, env: (wrapped: WrappedCli) => NodeJS.ProcessEnv): Attempt =>
  command({ name, args: start, env }, { status: 0, event: started });

const denied = (name: string, args: readonly string[], event: Omit<ExpectedEvent, 'decision' | 'subject'>): Attempt =>
  command({ name, args: () => [...args, '--client-connect-timeout=5s'] }, { status: 1, event: { decision: 'denied', subject, ...event } });

const list = ['workflow', 'list'];

export const wrappedAttempts: readonly Attempt[] = [
  refused('another address', (elsewhere) => [...list, '--address', elsewhere]),
  refused('another address, with an equals sign', (elsewhere) => [...list, `--address=${elsewhere}`]),
  refused('another address, before the command', (elsewhere) => [`--address=${elsewhere}`, ...list]),
  refused('another address, in capital letters', (elsewhere) => [...list, `--ADDRESS=${elsewhere}`]),
  refused('another address, after the end of flags', (elsewhere) => [...list, '--', `--address=${elsewhere}`]),
  refused('another authority', () => [...list, '--client-authority=elsewhere.example.com']),
  refused('metadata of one’s own', () => [...list, '--grpc-meta', 'authorization=Bearer x']),
  refused('metadata of one’s own, with an underscore', () => [...list, '--grpc_meta=temporal-namespace=videos']),
  refused('another codec', (elsewhere) => [...list, `--codec-endpoint=http://${elsewhere}`]),
  refused('another codec’s authorization', () => [...list, '--codec-auth', 'Bearer x']),
  refused('another key', () => [...list, '--api-key=x']),
  refused('TLS off', () => [...list, '--tls=false']),
  refused('a config file', () => [...list, '--config-file=/tmp/x.toml']),
  refused('a profile', () => [...list, '--profile', 'elsewhere']),
  refused('an env file', () => [...list, '--env-file=/dev/null']),
  refused('a preset', () => [...list, '--env', 'elsewhere']),
  unheeded('an address in the environment', ({ elsewhere }) => ({ TEMPORAL_ADDRESS: elsewhere })),
  unheeded('metadata in the environment', () => ({ TEMPORAL_GRPC_META_AUTHORIZATION: 'Bearer x', TEMPORAL_NAMESPACE: 'videos' })),
  unheeded('a codec in the environment', ({ elsewhere }) => ({ TEMPORAL_CODEC_ENDPOINT: `http://${elsewhere}`, TEMPORAL_CODEC_AUTH: 'x' })),
  unheeded('a key and TLS in the environment', () => ({ TEMPORAL_API_KEY: 'x', TEMPORAL_TLS: 'true', TEMPORAL_TLS_CA: '/nonexistent' })),
  unheeded('a web proxy in the environment', ({ elsewhere }) => ({
    HTTPS_PROXY: `http://${elsewhere}`,
    http_proxy: `http://${elsewhere}`,
  })),
  unheeded('presets in files of its own', ({ presets }) => presets),
  unheeded('a preset and a profile in the environment', ({ presets }) => ({
    ...presets,
    TEMPORAL_ENV: 'default',
    TEMPORAL_PROFILE: 'default',
    TEMPORAL_CONFIG_FILE: join(presets['XDG_CONFIG_HOME'] ?? '', 'temporalio/temporal.toml'),
  })),
  unheeded('a command of its own on PATH', ({ extensions }) => ({ PATH: `${extensions}${delimiter}${process.env['PATH'] ?? ''}` })),
  command(
    {
      name: 'an extension on PATH',
      args: () => ['extra', 'list'],
      env: ({ extensions }) => ({ PATH: `${extensions}${delimiter}${process.env['PATH'] ?? ''}` }),
    },
    { status: 1, event: undefined },
  ),
  command(
    { name: 'a program that is no CLI', args: start, env: ({ extensions }) => ({ TEMPORAL_CLI: join(extensions, 'not-the-cli') }) },
    { status: 2, event: undefined },
  ),
  denied('a namespace of others', [...list, '-n', 'videos'], { method: 'ListWorkflowExecutions', reason: 'namespace-not-granted' }),
  denied('a workflow of others terminated', ['workflow', 'terminate', '-w', 'their-video', '-n', 'videos'], {
    method: 'TerminateWorkflowExecution',
    reason: 'namespace-not-granted',
  }),
  denied('a namespace made', ['operator', 'namespace', 'create', '-n', 'intruder'], {
    method: 'RegisterNamespace',
    reason: 'platform-only',
  }),
];
